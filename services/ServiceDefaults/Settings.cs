using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.ServiceDefaults;

/// <summary>Collects all errors of a host's configuration, so that its operator sees them at once.</summary>
public sealed class Settings
{
    /// <summary>Makes the start fail with this error, together with all others; null: no error.</summary>
    public static void Require(IServiceCollection services, string? error)
    {
        if (error is not null)
        {
            services.AddOptions<Settings>().Validate(_ => false, error).ValidateOnStart();
        }
    }

    /// <summary>Binds options to a section; a value of the wrong type is one of the errors.</summary>
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

    /// <summary>The errors when the start failed because of its configuration; null when it failed for another reason.</summary>
    public static IReadOnlyList<string>? ErrorsOf(Exception exception) =>
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
