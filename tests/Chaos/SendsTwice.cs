namespace AfterSalesMesh.Chaos;

/// <summary>Sends some requests twice, at once or a moment later, with the same ids.</summary>
internal sealed class SendsTwice(Random random) : DelegatingHandler
{
    private const int OneIn = 6;
    private readonly Lock _gate = new();

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (request.Method == HttpMethod.Get || Roll(OneIn) > 0)
        {
            return await base.SendAsync(request, cancellationToken);
        }
        var again = await CopyAsync(request, cancellationToken);
        var later = TimeSpan.FromMilliseconds(Roll(3) == 0 ? 0 : Roll(1000));
        _ = SendAgainAsync(again, later);
        return await base.SendAsync(request, cancellationToken);
    }

    private async Task SendAgainAsync(HttpRequestMessage request, TimeSpan later)
    {
        using var _ = request;
        try
        {
            await Task.Delay(later);
            using var answer = await base.SendAsync(request, CancellationToken.None);
        }
        catch (HttpRequestException)
        {
            // Nobody waits for it.
        }
    }

    private static async Task<HttpRequestMessage> CopyAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri);
        foreach (var (name, values) in request.Headers)
        {
            copy.Headers.Add(name, values);
        }
        if (request.Content is { } content)
        {
            copy.Content = new ByteArrayContent(await content.ReadAsByteArrayAsync(cancellation));
            copy.Content.Headers.ContentType = content.Headers.ContentType;
        }
        return copy;
    }

    private int Roll(int sides)
    {
        lock (_gate)
        {
            return random.Next(sides);
        }
    }
}
