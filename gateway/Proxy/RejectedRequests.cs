using System.Buffers;
using System.Text.Json;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace AfterSalesMesh.Gateway.Proxy;

/// <summary>
/// Gives problem details for requests that Kestrel rejects while parsing (<c>%00</c> in a path, a malformed header): they never
/// reach a middleware and would get an empty answer. Kestrel raises this event just before it answers, and then closes the
/// connection.
/// </summary>
internal sealed class RejectedRequests : IObserver<KeyValuePair<string, object?>>
{
    public const string EventName = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (
            value.Value is not IFeatureCollection features
            || features.Get<IBadRequestExceptionFeature>()?.Error is not BadHttpRequestException error
            || features.Get<IHttpResponseFeature>() is not { HasStarted: false } response
            || features.Get<IHttpResponseBodyFeature>() is not { } body
            || features.Get<IConnectionTransportFeature>()?.Transport.Output is not { } connection
        )
        {
            return;
        }
        var json = JsonSerializer.SerializeToUtf8Bytes(
            Problem
                .Of(
                    error.StatusCode,
                    "malformed_request",
                    $"The request cannot be parsed: {error.Message.Split(':')[0]}. "
                        + "Its path or a header may contain something that HTTP does not allow, such as %00."
                )
                .ProblemDetails
        );
        response.StatusCode = error.StatusCode;
        response.Headers.Connection = "close";
        response.Headers.ContentType = "application/problem+json";
        response.Headers.ContentLength = json.Length;
        // The response has headers at this point but no body writer yet, so the body goes to the connection itself.
        _ = body.StartAsync();
        connection.Write(json);
        _ = connection.FlushAsync().AsTask();
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }
}
