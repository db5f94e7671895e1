using System.Collections.Concurrent;
using AfterSalesMesh.Parts.Apart;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>A payment provider that counts its calls; the end of a payment's reference says how it behaves.</summary>
internal sealed class StubProvider : StubServer
{
    private readonly ConcurrentDictionary<string, bool> _misbehaved = new();

    /// <summary>The first reference that was submitted for a payment.</summary>
    private readonly ConcurrentDictionary<string, string> _declinedFirst = new();

    public StubProvider()
    {
        App.MapPost("/v1/refunds", Submit);
        App.MapGet(
            "/v1/refunds/{reference}",
            (string reference) =>
                Paid.TryGetValue(reference, out var paid) ? Results.Ok(Answer(paid))
                : Reversed.TryGetValue(reference, out paid) ? Results.Ok(Answer(paid, "failed"))
                : Results.NotFound()
        );
    }

    /// <summary>What has been paid back, by our reference.</summary>
    public ConcurrentDictionary<string, Wanted> Paid { get; } = new();

    /// <summary>What had been paid back and failed later, by our reference.</summary>
    public ConcurrentDictionary<string, Wanted> Reversed { get; } = new();

    /// <summary>Every submission, repeats included.</summary>
    public ConcurrentQueue<Wanted> Submitted { get; } = new();

    public long PaidTo(string payment) => Paid.Values.Where(x => x.Payment == payment).Sum(x => x.Amount);

    /// <summary>What was paid back to a payment did not get there.</summary>
    public void Reverse(string payment)
    {
        foreach (var (reference, paid) in Paid.Where(x => x.Value.Payment == payment))
        {
            Reversed[reference] = paid;
            Paid.TryRemove(reference, out _);
        }
    }

    private IResult Submit(Wanted wanted, HttpContext http)
    {
        Submitted.Enqueue(wanted);
        if (http.Request.Headers["Idempotency-Key"] != wanted.Reference)
        {
            return Results.StatusCode(400);
        }
        if (wanted.Payment.EndsWith("-declined", StringComparison.Ordinal))
        {
            return Results.Json(new { code = "declined", message = "No." }, statusCode: 402);
        }
        if (
            wanted.Payment.EndsWith("-declined-once", StringComparison.Ordinal)
            && _declinedFirst.GetOrAdd(wanted.Payment, wanted.Reference) == wanted.Reference
        )
        {
            return Results.Json(new { code = "declined", message = "Not now." }, statusCode: 402);
        }
        if (wanted.Payment.EndsWith("-rejected", StringComparison.Ordinal))
        {
            return Results.StatusCode(422);
        }
        if (wanted.Payment.EndsWith("-down", StringComparison.Ordinal))
        {
            return Results.StatusCode(503);
        }
        if (
            wanted.Payment.EndsWith("-down-once", StringComparison.Ordinal)
            && _misbehaved.TryAdd(wanted.Reference, true)
        )
        {
            return Results.StatusCode(503);
        }
        Paid.TryAdd(wanted.Reference, wanted);
        if (wanted.Payment.EndsWith("-silent", StringComparison.Ordinal))
        {
            http.Abort();
        }
        return Results.Json(Answer(Paid[wanted.Reference]), statusCode: 201);
    }

    private static object Answer(Wanted paid, string status = "succeeded") =>
        new
        {
            id = $"re_{paid.Reference}",
            paid.Reference,
            paid.Payment,
            paid.Amount,
            paid.Currency,
            status,
        };

    internal sealed record Wanted(string Reference, string Payment, long Amount, string Currency);
}
