using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.ServiceDefaults;

/// <summary>Collects all errors of a host's configuration, so that its operator sees them at once.</summary>
public sealed class Settings
{
    /// <summary>Fails the start with this error and all others; null: there is none.</summary>
    public static void Require(IServiceCollection services, string? flaw)
    {
        if (flaw is not null)
        {
            services.AddOptions<Settings>().Validate(_ => false, flaw).ValidateOnStart();
        }
    }

    /// <summary>Options of a section; a value of the wrong kind is one error among the others.</summary>
    public static OptionsBuilder<T> Bind<T>(IServiceCollection services, IConfigurationSection section)
        where T : class
    {
        try
        {
            _ = section.Get<T>();
            return services.AddOptions<T>().Bind(section);
        }
        catch (InvalidOperationException wrong)
        {
            Require(services, wrong.Message);
            return services.AddOptions<T>();
        }
    }

    /// <summary>The errors of a start that failed for its configuration; null when it failed otherwise.</summary>
    public static IReadOnlyList<string>? FlawsOf(Exception exception) =>
        exception switch
        {
            OptionsValidationException one => [.. one.Failures],
            AggregateException all when all.InnerExceptions.All(x => x is OptionsValidationException) =>
            [
                .. all.InnerExceptions.Cast<OptionsValidationException>().SelectMany(x => x.Failures),
            ],
            _ => null,
        };
}
