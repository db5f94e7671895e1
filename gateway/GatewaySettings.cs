using AfterSalesMesh.Gateway.Proxy;
using AfterSalesMesh.Gateway.Storage;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Gateway;

/// <summary>What the gateway needs to be told, read once; whatever is wrong is said at once and in words.</summary>
internal sealed record GatewaySettings(
    string PrivateKey,
    IReadOnlyDictionary<string, string[]> Services,
    int RequestsPerSecond
)
{
    private const int DefaultRequestsPerSecond = 200;

    public static GatewaySettings Read(IConfiguration configuration)
    {
        var flaws = new List<string>();

        var privateKey = configuration["Identity:PrivateKey"];
        if (InternalKeys.FlawInPrivate(privateKey) is { } flaw)
        {
            flaws.Add($"Identity:PrivateKey {flaw}");
        }

        if (GatewayStorage.Flaw(configuration) is { } storageFlaw)
        {
            flaws.Add(storageFlaw);
        }

        var services = configuration
            .GetSection("Services")
            .GetChildren()
            .ToDictionary(
                service => service.Key.ToLowerInvariant(),
                service => Addresses(service.Value),
                StringComparer.Ordinal
            );
        foreach (var cluster in Routes.Services.Where(name => !services.ContainsKey(name)))
        {
            flaws.Add($"Services:{cluster} is missing: give the URL of that service, or several, separated by ';'.");
        }
        foreach (var (service, addresses) in services)
        {
            flaws.AddRange(
                addresses
                    .Where(address => !IsAddress(address))
                    .Select(address =>
                        $"Services:{service} has '{address}': it must be like http://host:port, without a path."
                    )
            );
        }

        var rate = configuration["Gateway:RequestsPerSecond"];
        var requestsPerSecond = DefaultRequestsPerSecond;
        if (rate is not null && (!int.TryParse(rate, out requestsPerSecond) || requestsPerSecond is < 0 or > 1_000_000))
        {
            flaws.Add(
                $"Gateway:RequestsPerSecond is '{rate}': it must be a whole number up to 1000000; 0 means no limit."
            );
        }

        return flaws.Count == 0
            ? new GatewaySettings(privateKey!, services, requestsPerSecond)
            : throw new OptionsValidationException(nameof(GatewaySettings), typeof(GatewaySettings), flaws);
    }

    private static string[] Addresses(string? value) =>
        (value ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            is { Length: > 0 } several
            ? several
            : [""];

    private static bool IsAddress(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri is { PathAndQuery: "/", UserInfo: "", Fragment: "" };
}
