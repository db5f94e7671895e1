using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>
/// Reads the <c>Idempotency-Key</c> of a request that writes, and a hash of the request, before its body is bound.
/// <see cref="IdempotentAnswers"/> stores the answers.
/// </summary>
internal sealed class IdempotencyKeyMiddleware(RequestDelegate next)
{
    private const int MaxKeyLength = 200;

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<WritesMetadata>() is { KeyInBody: false } writes)
        {
            var key = context.Request.Headers["Idempotency-Key"].ToString();
            if (key.Length > MaxKeyLength || (key.Length == 0 && writes.KeyRequired))
            {
                var detail =
                    key.Length == 0
                        ? $"This call requires the header Idempotency-Key with 1 to {MaxKeyLength} characters, a new one for each new request."
                        : $"The Idempotency-Key has {key.Length} characters; it may have at most {MaxKeyLength}.";
                await Problem
                    .Of(StatusCodes.Status400BadRequest, "idempotency_key_required", detail)
                    .ExecuteAsync(context);
                return;
            }
            if (key.Length > 0)
            {
                context.Features.Set(new IdempotencyKey(key, await HashAsync(context.Request)));
            }
        }
        await next(context);
    }

    private static async Task<byte[]> HashAsync(HttpRequest request)
    {
        request.EnableBuffering(bufferThreshold: (int)MeshHost.MaxBodyBytes);
        var body = await SHA256.HashDataAsync(request.Body, request.HttpContext.RequestAborted);
        request.Body.Position = 0;
        var target = $"{request.Method} {RawPath.TargetOf(request.HttpContext)}\n";
        return SHA256.HashData([.. Encoding.UTF8.GetBytes(target), .. body]);
    }
}

internal sealed record IdempotencyKey(string Value, byte[] Request);

internal sealed record WritesMetadata(bool KeyRequired, bool KeyInBody);
