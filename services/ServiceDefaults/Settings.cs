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

    /// <summary>All the sentences of a start that configuration has failed, or null when something else did.</summary>
    public static IReadOnlyList<string>? FlawsOf(Exception exception) =>
        exception switch
        {
            OptionsValidationException one => [.. one.Failures],
            // .NET's own sentence about a value of the wrong kind; it names the key.
            InvalidOperationException unbound
                when unbound.Message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) =>
            [
                unbound.Message,
            ],
            AggregateException all when all.InnerExceptions.All(x => FlawsOf(x) is not null) =>
            [
                .. all.InnerExceptions.SelectMany(x => FlawsOf(x)!),
            ],
            _ => null,
        };
}
