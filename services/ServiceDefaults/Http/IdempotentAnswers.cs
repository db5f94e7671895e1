using System.Text;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>
/// Stores the first successful answer, for 24 hours, to a request with an <c>Idempotency-Key</c> in the service's own database
/// (<see cref="IdempotencyRecord"/>), and returns it for a repeated request. <see cref="IdempotencyKeyMiddleware"/> reads the key before;
/// <see cref="WriteFilter{TDbContext}"/> commits the answer together with what the request has changed.
/// </summary>
internal sealed class IdempotentAnswers(HttpContext http, ServiceDbContext db, IdempotencyKey key)
{
    private readonly string _caller = http.RequestServices.GetRequiredService<Caller>().PersonId;

    /// <summary>The stored first answer; null when there is none; a problem when the key belongs to another request.</summary>
    public async Task<IResult?> FindAsync()
    {
        var record = await db
            .IdempotencyRecords.AsNoTracking()
            .FirstOrDefaultAsync(x => x.Caller == _caller && x.Key == key.Value, http.RequestAborted);
        if (record is null)
        {
            return null;
        }
        if (!record.RequestHash.AsSpan().SequenceEqual(key.Request))
        {
            return Problem.Of(
                StatusCodes.Status422UnprocessableEntity,
                "idempotency_key_reused",
                "This Idempotency-Key was used for another request. Use a new key for each new request."
            );
        }
        http.Response.MarkReplayed();
        if (record.Location is not null)
        {
            http.Response.Headers.Location = record.Location;
        }
        return Results.Text(record.Body, "application/json; charset=utf-8", statusCode: record.Status);
    }

    /// <summary>Adds an answer to the next commit.</summary>
    public async Task AddAsync(IResult answer)
    {
        using var body = new MemoryStream();
        var copy = new DefaultHttpContext { RequestServices = http.RequestServices };
        copy.Response.Body = body;
        await answer.ExecuteAsync(copy);
        db.IdempotencyRecords.Add(
            new IdempotencyRecord
            {
                Caller = _caller,
                Key = key.Value,
                RequestHash = key.Request,
                Status = copy.Response.StatusCode,
                Location = copy.Response.Headers.Location,
                Body = Encoding.UTF8.GetString(body.ToArray()),
                CreatedAt = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(),
            }
        );
    }
}
