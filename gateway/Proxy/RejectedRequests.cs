using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace AfterSalesMesh.Gateway.Proxy;

/// <summary>
/// A request that the server cannot parse (<c>%00</c> in its path) is refused before any middleware runs, with an empty
/// answer: this writes the problem in front of it, and the connection ends.
/// </summary>
internal sealed class RejectedRequests : IObserver<KeyValuePair<string, object?>>
{
    private const string BadRequest = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    private static readonly byte[] Answer = Write();

    public static void Explain(WebApplication app) =>
        app.Services.GetRequiredService<DiagnosticListener>().Subscribe(new RejectedRequests(), x => x == BadRequest);

    public void OnNext(KeyValuePair<string, object?> refused)
    {
        if (
            refused.Value is IFeatureCollection features
            && features.Get<IBadRequestExceptionFeature>()?.Error is BadHttpRequestException { StatusCode: 400 }
            && features.Get<IHttpResponseFeature>() is { HasStarted: false }
            && features.Get<IConnectionTransportFeature>()?.Transport.Output is { } connection
        )
        {
            connection.Write(Answer);
        }
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }

    private static byte[] Write()
    {
        var problem = Problem.Of(
            StatusCodes.Status400BadRequest,
            "malformed_request",
            "This is not HTTP as the server takes it: the address may have no %00, and headers must be well-formed."
        );
        var json = JsonSerializer.Serialize(problem.ProblemDetails, JsonSerializerOptions.Web);
        return Encoding.ASCII.GetBytes(
            $"HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: {json.Length}\r\n"
                + $"Connection: close\r\n\r\n{json}"
        );
    }
}
