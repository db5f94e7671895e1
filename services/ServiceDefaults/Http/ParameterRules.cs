using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>Checks the declared parameters of a route: a <c>limit</c>, and words with <see cref="OneOfAttribute"/>.</summary>
internal static class ParameterRules
{
    public static EndpointFilterDelegate Check(EndpointFilterFactoryContext route, EndpointFilterDelegate next)
    {
        var parameters = route.MethodInfo.GetParameters().Index().ToList();
        var limits = parameters.FindAll(x => x.Item is { Name: "limit" });
        var words = parameters.FindAll(x => x.Item.IsDefined(typeof(OneOfAttribute)));
        return limits.Count + words.Count == 0
            ? next
            : call =>
            {
                var checks = new Checks();
                foreach (var (index, parameter) in words)
                {
                    var allowed = parameter.GetCustomAttribute<OneOfAttribute>()!.Words;
                    checks.OneOf(call.GetArgument<string?>(index), allowed, parameter.Name!);
                }
                foreach (var (index, _) in limits)
                {
                    checks.Limit(call.GetArgument<int>(index));
                }
                return checks.Failed ? new(checks.ToProblem()) : next(call);
            };
    }
}
