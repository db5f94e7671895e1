using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace AfterSalesMesh.Gateway.Proxy;

/// <summary>Logs in one line that a service does not answer. Clients that disconnect are not logged.</summary>
internal static partial class ForwardingErrors
{
    public static async Task LogAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.GetForwarderErrorFeature() is { } error && IsOfService(error.Error))
        {
            var logger = context
                .RequestServices.GetRequiredService<ILoggerFactory>()
                .CreateLogger(typeof(ForwardingErrors));
            var service = context.GetReverseProxyFeature().Cluster.Config.ClusterId;
            LogError(logger, service, error.Error, error.Exception?.GetBaseException().Message);
        }
    }

    private static bool IsOfService(ForwarderError error) =>
        error
            is ForwarderError.Request
                or ForwarderError.RequestTimedOut
                or ForwarderError.RequestCreation
                or ForwarderError.RequestBodyDestination
                or ForwarderError.ResponseHeaders
                or ForwarderError.ResponseBodyDestination
                or ForwarderError.NoAvailableDestinations;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The service {Service} did not answer: {Error}, {Reason}")]
    private static partial void LogError(ILogger logger, string service, ForwarderError error, string? reason);
}
