using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace AfterSalesMesh.Gateway.Proxy;

/// <summary>The public paths, the services behind them, and the parts of a request that are forwarded.</summary>
internal static class Routes
{
    /// <summary>Called without an API key: Stripe signs its webhooks, and the service verifies the signature.</summary>
    public const string StripeWebhook = "/v1/webhooks/stripe";

    /// <summary>Published for everybody: read without an API key.</summary>
    private static readonly string[] Published =
    [
        "/schemas",
        "/v1/policy/page",
        "/v1/policy/merchant-return-policy.json",
    ];

    /// <summary>The paths that are called without an API key.</summary>
    public static readonly IReadOnlyList<string> Anonymous = [StripeWebhook, .. Published];

    public static readonly IReadOnlyList<(string Prefix, string Cluster)> All =
    [
        ("/v1/storefront", "returns"),
        ("/v1/orders", "returns"),
        ("/v1/orders/import", "returns"),
        ("/v1/returns", "returns"),
        ("/v1/reviews", "returns"),
        ("/v1/appeals", "returns"),
        ("/v1/customers", "returns"),
        ("/v1/policy", "returns"),
        ("/v1/policy/page", "returns"),
        ("/v1/policy/merchant-return-policy.json", "returns"),
        ("/schemas", "returns"),
        ("/v1/warehouse", "warehouse"),
        ("/v1/carrier-events", "warehouse"),
        ("/v1/inspections", "inspection"),
        ("/v1/refunds", "refund"),
        ("/v1/settlements", "refund"),
        ("/v1/exceptions", "refund"),
        ("/v1/books", "refund"),
        ("/v1/credit-notes", "refund"),
        ("/v1/ledger", "refund"),
        ("/v1/collections", "refund"),
        ("/v1/payments", "refund"),
        ("/v1/store-credits", "refund"),
        ("/v1/payouts", "refund"),
        (StripeWebhook, "refund"),
        ("/v1/photos", "media"),
        ("/v1/ops/stuck", "returns"),
        ("/v1/ops/returns", "returns"),
    ];

    /// <summary>Calls that upload a file: their bodies are streamed and may have up to this length.</summary>
    public static readonly IReadOnlyList<(string Method, string Prefix, long MaxBytes)> Uploads =
    [
        (HttpMethods.Post, "/v1/settlements", 2L * 1024 * 1024 * 1024),
        (HttpMethods.Post, "/v1/orders/import", 64 * 1024 * 1024),
        (HttpMethods.Put, "/v1/photos", 16 * 1024 * 1024),
    ];

    /// <summary>The path of the failures, answered by the gateway itself, which asks all services.</summary>
    public const string Failures = "/v1/ops/failures";

    /// <summary>The path of the search, answered by the gateway itself, which asks all services.</summary>
    public const string Find = "/v1/find";

    /// <summary>All services, including those without public paths.</summary>
    public static readonly IReadOnlyList<string> Services =
    [
        .. All.Select(x => x.Cluster).Append("notification").Distinct(),
    ];

    private static readonly TimeSpan ActivityTimeout = TimeSpan.FromSeconds(30);

    // An allow list, so that no other header can be mistaken for a caller's identity.
    public static readonly string[] ForwardedHeaders =
    [
        "Accept",
        "Accept-Encoding",
        "Accept-Language",
        "Content-Encoding",
        "Content-Language",
        "Content-Length",
        "Content-Type",
        "Idempotency-Key",
        "If-Match",
        "If-Modified-Since",
        "If-None-Match",
        "If-Unmodified-Since",
        "Prefer",
        "Stripe-Signature",
        "Transfer-Encoding",
        "User-Agent",
    ];

    public static void AddRoutes(this IServiceCollection services, GatewaySettings settings) =>
        services
            .AddReverseProxy()
            .LoadFromMemory(
                [.. All.Select(route => Route(route.Prefix, route.Cluster))],
                [.. settings.Services.Select(service => Cluster(service.Key, service.Value))]
            )
            .AddTransforms(Transform)
            .ConfigureHttpClient((_, handler) => handler.Expect100ContinueTimeout = ActivityTimeout);

    private static RouteConfig Route(string prefix, string cluster) =>
        new()
        {
            RouteId = prefix,
            ClusterId = cluster,
            AuthorizationPolicy = Anonymous.Contains(prefix) ? "Anonymous" : null,
            Match = new RouteMatch
            {
                Path = prefix + "/{**rest}",
                Methods = Published.Contains(prefix) ? [HttpMethods.Get, HttpMethods.Head] : null,
            },
        };

    private static ClusterConfig Cluster(string name, string[] addresses) =>
        new()
        {
            ClusterId = name,
            Destinations = addresses
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .ToDictionary(address => address, address => new DestinationConfig { Address = address }),
            Metadata = new Dictionary<string, string> { ["ConsecutiveFailuresHealthPolicy.Threshold"] = "1" },
            HttpRequest = new ForwarderRequestConfig { ActivityTimeout = ActivityTimeout },
            HealthCheck = new HealthCheckConfig
            {
                // Notices a replica that is stopping while it still answers. A single replica is always used.
                Active = new ActiveHealthCheckConfig
                {
                    Enabled = addresses.Length > 1,
                    Interval = TimeSpan.FromSeconds(1),
                    Timeout = TimeSpan.FromSeconds(5),
                    Policy = "ConsecutiveFailures",
                    Path = "/health/ready",
                },
                // Avoids a replica that can't be reached; when none is left, all are tried.
                Passive = new PassiveHealthCheckConfig
                {
                    Enabled = true,
                    Policy = "TransportFailureRate",
                    ReactivationPeriod = TimeSpan.FromSeconds(10),
                },
                AvailableDestinationsPolicy = "HealthyOrPanic",
            },
        };

    private static void Transform(TransformBuilderContext route)
    {
        route.AddRequestHeadersAllowed(ForwardedHeaders);
        route.AddRequestTransform(request =>
        {
            // Forwarded exactly as sent: decoding and encoding again would change the path.
            request.ProxyRequest.RequestUri = new Uri(
                request.DestinationPrefix.TrimEnd('/') + RawPath.TargetOf(request.HttpContext),
                new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }
            );
            // The body of a file waits until the service asks for it: a service that refuses the file unread closes the
            // connection, and a sender that is still sending would not see its answer.
            request.ProxyRequest.Headers.ExpectContinue =
                request.ProxyRequest.Content is not null && Uploads.Any(x => x.Prefix == route.Route.RouteId)
                    ? true
                    : null;
            return ValueTask.CompletedTask;
        });
        if (!Anonymous.Contains(route.Route.RouteId))
        {
            var (token, service) = (route.Services.GetRequiredService<InternalToken>(), route.Route.ClusterId!);
            route.AddRequestTransform(request =>
            {
                request.ProxyRequest.Headers.Authorization = new(
                    "Bearer",
                    token.For(Caller.From(request.HttpContext.User), service)
                );
                return ValueTask.CompletedTask;
            });
        }
        route.AddResponseTransform(response =>
        {
            var answer = response.HttpContext.Response;
            if (answer.Headers.Remove(ReturnTrace.AnswerHeader, out var id) && Guid.TryParse(id, out var returnId))
            {
                ReturnTrace.Tag(returnId);
            }
            if (answer.Headers.Remove(RequestSpanNames.AnswerHeader, out var name))
            {
                RequestSpanNames.SetRoute(response.HttpContext, name);
            }
            // A length of 0 would keep UseProblems from writing problem details for an empty refusal.
            if (response.ProxyResponse is { IsSuccessStatusCode: false } && answer.ContentLength == 0)
            {
                answer.ContentLength = null;
            }
            return ValueTask.CompletedTask;
        });
    }
}
