using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.ServiceDefaults;

/// <summary>Collects what is wrong with a host's configuration, so that its operator mends it in one go.</summary>
public sealed class Settings
{
    /// <summary>Says at start, with everything else that is wrong, what this is; null: nothing is.</summary>
    public static void Require(IServiceCollection services, string? flaw)
    {
        if (flaw is not null)
        {
            services.AddOptions<Settings>().Validate(_ => false, flaw).ValidateOnStart();
        }
    }

    /// <summary>Options of a section; a value of the wrong kind is one flaw among the others, and not the end of the look.</summary>
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

    /// <summary>All the sentences of a start that configuration has failed, or null when something else did.</summary>
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
