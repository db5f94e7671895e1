using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Builder;

namespace AfterSalesMesh.ServiceDefaults.Identity;

/// <summary>The authorization of a route: by roles here, and by storefront in each context's query filters.</summary>
public static class RequireRolesExtensions
{
    /// <summary>Allows only callers with one of these roles; the answer to others names the roles.</summary>
    public static TBuilder RequireRoles<TBuilder>(this TBuilder endpoint, params string[] roles)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(policy => policy.RequireRole(roles));

    /// <summary>The roles of a route; a caller needs one of them.</summary>
    internal static IReadOnlyList<string> RolesOf(IEnumerable<object> metadata) =>
        [
            .. metadata
                .OfType<AuthorizationPolicy>()
                .SelectMany(x => x.Requirements)
                .OfType<RolesAuthorizationRequirement>()
                .SelectMany(x => x.AllowedRoles),
        ];
}
