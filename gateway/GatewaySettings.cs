using System.Net;
using AfterSalesMesh.Gateway.Proxy;
using AfterSalesMesh.Gateway.Storage;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Gateway;

/// <summary>The gateway's configuration, read once at start. All flaws are reported together.</summary>
internal sealed record GatewaySettings(
    string PrivateKey,
    IReadOnlyDictionary<string, string[]> Services,
    int RequestsPerSecond,
    int ConcurrentRequests,
    IReadOnlyList<IPNetwork> TrustedProxies
)
{
    private const int DefaultRequestsPerSecond = 200;
    private const int DefaultConcurrentRequests = 8;

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

        var requestsPerSecond = Limit(configuration, "Gateway:RequestsPerSecond", DefaultRequestsPerSecond, flaws);
        var concurrentRequests = Limit(configuration, "Gateway:ConcurrentRequests", DefaultConcurrentRequests, flaws);
        var trustedProxies = TrustedNetworks(configuration, flaws);

        return flaws.Count == 0
            ? new GatewaySettings(privateKey!, services, requestsPerSecond, concurrentRequests, trustedProxies)
            : throw new OptionsValidationException(nameof(GatewaySettings), typeof(GatewaySettings), flaws);
    }

    private static int Limit(IConfiguration configuration, string key, int @default, List<string> flaws)
    {
        if (configuration[key] is not { } text)
        {
            return @default;
        }
        if (!int.TryParse(text, out var limit) || limit is < 0 or > 1_000_000)
        {
            flaws.Add($"{key} is '{text}': it must be a whole number up to 1000000; 0 means no limit.");
        }
        return limit;
    }

    private static List<IPNetwork> TrustedNetworks(IConfiguration configuration, List<string> flaws)
    {
        const string Key = "Gateway:TrustedProxies";
        var networks = new List<IPNetwork>();
        foreach (var text in Addresses(configuration[Key]).Where(x => x.Length > 0))
        {
            // An address alone is a network of one.
            var network = text.Contains('/') ? text : $"{text}/{(text.Contains(':') ? 128 : 32)}";
            if (IPNetwork.TryParse(network, out var trusted))
            {
                networks.Add(trusted);
            }
            else
            {
                flaws.Add($"{Key} has '{text}': it must be an address like 10.0.0.7 or a network like 10.0.0.0/8.");
            }
        }
        return networks;
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
