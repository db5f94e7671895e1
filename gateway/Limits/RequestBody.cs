namespace AfterSalesMesh.Gateway.Limits;

/// <summary>Reads a request's whole body into memory.</summary>
internal static class RequestBody
{
    /// <summary>Replaces the body by what was read of it; false when it is larger than it may be.</summary>
    public static async Task<bool> ReadAsync(HttpContext context, long maxBytes, CancellationToken cancellation)
    {
        var request = context.Request;
        var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, cancellation)) > 0; )
        {
            if (body.Length + read > maxBytes)
            {
                return false;
            }
            body.Write(buffer, 0, read);
        }
        body.Position = 0;
        request.Body = body;
        request.Headers.TransferEncoding = default;
        request.ContentLength = body.Length;
        return true;
    }
}
