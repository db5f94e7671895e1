namespace AfterSalesMesh.Gateway.Limits;

/// <summary>Reads a request's whole body into memory.</summary>
internal static class RequestBody
{
    /// <summary>Replaces the body by a copy in memory; false when it is larger than allowed.</summary>
    public static async Task<bool> ReadAsync(HttpContext context, long maxBytes, CancellationToken cancellation)
    {
        var (request, reader) = (context.Request, context.Request.BodyReader);
        var body = new MemoryStream();
        // A read that is cancelled by a token leaves the body in a state that Kestrel logs as an error.
        await using var stop = cancellation.Register(reader.CancelPendingRead);
        for (var isRead = false; !isRead; )
        {
            var part = await reader.ReadAsync(CancellationToken.None);
            if (part.IsCanceled || body.Length + part.Buffer.Length > maxBytes)
            {
                reader.AdvanceTo(part.Buffer.Start);
                cancellation.ThrowIfCancellationRequested();
                return false;
            }
            foreach (var segment in part.Buffer)
            {
                body.Write(segment.Span);
            }
            reader.AdvanceTo(part.Buffer.End);
            isRead = part.IsCompleted;
        }
        body.Position = 0;
        request.Body = body;
        request.Headers.TransferEncoding = default;
        request.ContentLength = body.Length;
        return true;
    }
}
