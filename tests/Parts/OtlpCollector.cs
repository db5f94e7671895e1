using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;

namespace AfterSalesMesh.Parts;

/// <summary>A telemetry backend of our own: receives OTLP over HTTP as protobuf, gzip or not, and stores it.</summary>
public sealed class OtlpCollector : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<OtlpSpan> _spans = new();
    private readonly ConcurrentQueue<OtlpLog> _logs = new();
    private readonly ConcurrentQueue<OtlpPoint> _points = new();
    private readonly Task _listening;

    public OtlpCollector()
    {
        Address = new Uri($"http://127.0.0.1:{FreePort.Next()}/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _listening = ListenAsync();
    }

    /// <summary>What <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> must be.</summary>
    public Uri Address { get; }

    public IReadOnlyList<OtlpSpan> Spans => [.. _spans];

    public IReadOnlyList<OtlpLog> Logs => [.. _logs];

    /// <summary>Every point of every metric, as often as it came.</summary>
    public IReadOnlyList<OtlpPoint> Points => [.. _points];

    /// <summary>The environment of a process that exports everything to it, with short delays.</summary>
    public IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Address.ToString(),
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
        };

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _listening;
        _listener.Close();
    }

    private async Task ListenAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            await AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var response = context.Response;
        try
        {
            using var body = new MemoryStream();
            var zipped = context.Request.Headers["Content-Encoding"] == "gzip";
            await using (
                var input = zipped
                    ? new GZipStream(context.Request.InputStream, CompressionMode.Decompress)
                    : context.Request.InputStream
            )
            {
                await input.CopyToAsync(body);
            }
            Take(context.Request.Url!.AbsolutePath, body.ToArray());
            response.ContentType = "application/x-protobuf";
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or HttpListenerException)
        {
            response.StatusCode = 400;
        }
    }

    private void Take(string path, ReadOnlyMemory<byte> request)
    {
        // All three are alike: what a resource says (1) is in scopes (2), each of which has things (2).
        foreach (var resource in ProtobufField.Read(request).Where(x => x.Number == 1))
        {
            var service = resource
                .Fields(1)
                .SelectMany(x => Attributes(x, 1))
                .FirstOrDefault(x => x.Key == "service.name")
                .Value;
            foreach (var thing in resource.Fields(2).SelectMany(scope => scope.Fields(2)))
            {
                switch (path)
                {
                    case "/v1/traces":
                        _spans.Enqueue(SpanOf(service, thing));
                        break;
                    case "/v1/logs":
                        _logs.Enqueue(LogOf(service, thing));
                        break;
                    case "/v1/metrics":
                        TakePoints(service, thing);
                        break;
                    default:
                        throw new InvalidDataException($"Nothing is at {path}.");
                }
            }
        }
    }

    private static OtlpSpan SpanOf(string service, ProtobufField span)
    {
        var fields = span.Fields().ToLookup(x => x.Number);
        return new OtlpSpan(
            service,
            fields[1].Single().Hex,
            fields[2].Single().Hex,
            fields[4].Select(x => x.Hex).SingleOrDefault(""),
            fields[5].Single().Text,
            (OtlpKind)fields[6].Select(x => x.Value).SingleOrDefault(),
            Attributes(span, 9),
            [.. fields[13].Select(link => link.Fields(1).Single().Hex)]
        );
    }

    private static OtlpLog LogOf(string service, ProtobufField log) =>
        new(
            service,
            log.Fields(9).Select(x => x.Hex).SingleOrDefault(""),
            log.Fields(5).Select(ValueOf).SingleOrDefault(""),
            Attributes(log, 6)
        );

    private void TakePoints(string service, ProtobufField metric)
    {
        var name = metric.Fields(1).Single().Text;
        foreach (var data in metric.Fields().Where(x => x.Number is 5 or 7 or 9))
        {
            foreach (var point in data.Fields(1))
            {
                var attributes = Attributes(point, data.Number == 9 ? 9 : 7);
                // A histogram's count, a whole number, or a double.
                var value = point.Fields().FirstOrDefault(x => x.Number is 4 or 6);
                var number =
                    data.Number != 9 && value.Number == 4
                        ? BitConverter.UInt64BitsToDouble(value.Value)
                        : (long)value.Value;
                _points.Enqueue(new OtlpPoint(service, name, attributes, number));
            }
        }
    }

    private static Dictionary<string, string> Attributes(ProtobufField of, int number)
    {
        Dictionary<string, string> attributes = [];
        foreach (var attribute in of.Fields(number))
        {
            attributes[attribute.Fields(1).Single().Text] = attribute.Fields(2).Select(ValueOf).SingleOrDefault("");
        }
        return attributes;
    }

    private static string ValueOf(ProtobufField any) =>
        any.Fields()
            .Select(x =>
                x.Number switch
                {
                    1 => x.Text,
                    2 => x.Value == 1 ? "true" : "false",
                    3 => ((long)x.Value).ToString(System.Globalization.CultureInfo.InvariantCulture),
                    _ => "",
                }
            )
            .SingleOrDefault("");
}

public enum OtlpKind
{
    Unspecified,
    Internal,
    Server,
    Client,
    Producer,
    Consumer,
}

/// <param name="Service">The resource's <c>service.name</c>.</param>
/// <param name="TraceId">Hexadecimal.</param>
/// <param name="SpanId">Hexadecimal.</param>
/// <param name="ParentId">Empty for the root of a trace.</param>
/// <param name="Name">What happened.</param>
/// <param name="Kind">Its place between processes.</param>
/// <param name="Attributes">Strings and numbers, as text.</param>
/// <param name="Links">The traces it is linked to.</param>
public sealed record OtlpSpan(
    string Service,
    string TraceId,
    string SpanId,
    string ParentId,
    string Name,
    OtlpKind Kind,
    IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyList<string> Links
);

public sealed record OtlpLog(
    string Service,
    string TraceId,
    string Text,
    IReadOnlyDictionary<string, string> Attributes
);

/// <param name="Value">Of a histogram, how many were counted.</param>
public sealed record OtlpPoint(
    string Service,
    string Metric,
    IReadOnlyDictionary<string, string> Attributes,
    double Value
);
