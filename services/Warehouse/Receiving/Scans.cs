using System.Text.Json;
using System.Text.Json.Serialization;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.Receiving;

internal interface IScan
{
    Guid ScanId { get; }
    DateTimeOffset ScannedAt { get; }
}

/// <summary>
/// What all scans have in common: each happens once, however often a device says it, and in a receipt that is open and
/// wholly the caller's to see.
/// </summary>
internal sealed class Scans(WarehouseDb db, Caller caller, TimeProvider clock)
{
    // Without nulls, so that a field added later does not make other content of an old scan.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static void Check(Checks checks, IScan scan, Guid receiptId)
    {
        checks.That(scan.ScanId != Guid.Empty, "scanId", "must be a UUID, a new one for each scan");
        checks.That(receiptId != Guid.Empty, "receiptId", "must be a UUID, a new one for each parcel");
    }

    /// <param name="scan">The request, which is kept.</param>
    /// <param name="receiptId">The receipt it belongs to.</param>
    /// <param name="opens">Whether it may be the first scan of its receipt.</param>
    /// <param name="handle">Gets the receipt and the time of the scan.</param>
    /// <param name="cancellation">Ends with the request.</param>
    public async Task<Results<Ok<TAnswer>, ProblemHttpResult>> OnceAsync<TScan, TAnswer>(
        TScan scan,
        Guid receiptId,
        bool opens,
        Func<Receipt, DateTimeOffset, Task<Results<Ok<TAnswer>, ProblemHttpResult>>> handle,
        CancellationToken cancellation
    )
        where TScan : IScan
    {
        var request = JsonSerializer.Serialize(
            new
            {
                Kind = typeof(TScan).Name,
                ReceiptId = receiptId,
                Scan = scan,
            },
            Json
        );
        // Before the look for the scan: what another one of the same scan has just closed, it has also answered.
        // Unfiltered, to notice returns that this caller may not see.
        var receipt = await db
            .Receipts.IgnoreQueryFilters()
            .Include(x => x.Returns)
            .FirstOrDefaultAsync(x => x.Id == receiptId, cancellation);
        if (await db.Scans.AsNoTracking().FirstOrDefaultAsync(x => x.Id == scan.ScanId, cancellation) is { } first)
        {
            return first.Request == request
                ? TypedResults.Ok(JsonSerializer.Deserialize<TAnswer>(first.Answer, Json)!)
                : Problem.Of(
                    StatusCodes.Status422UnprocessableEntity,
                    "scan_id_reused",
                    "This scanId was used for another scan. Make a new one for each scan; send it again only with the same content."
                );
        }
        var at = TimeOf(scan);
        if (receipt is null ? !opens : receipt.Returns.Exists(x => !caller.Storefronts.Contains(x.StorefrontId)))
        {
            return Problem.NotFound("receipt");
        }
        if (receipt is { ClosedAt: not null })
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "receipt_closed",
                $"Receipt {receiptId} was closed at {receipt.ClosedAt:O}. Put what else came into a new receipt."
            );
        }
        if (receipt is null)
        {
            receipt = new Receipt { Id = receiptId, OpenedAt = at };
            db.Add(receipt);
        }
        receipt.Scans++;
        var result = await handle(receipt, at);
        if (result.Result is Ok<TAnswer> answer)
        {
            db.Add(
                new Scan
                {
                    Id = scan.ScanId,
                    ReceiptId = receiptId,
                    Request = request,
                    Answer = JsonSerializer.Serialize(answer.Value, Json),
                    By = caller.PersonId,
                    At = at,
                }
            );
        }
        return result;
    }

    /// <summary>When the device says it was, which may have been offline; its clock may be ahead, so no later than now.</summary>
    private DateTimeOffset TimeOf(IScan scan)
    {
        var (said, now) = (scan.ScannedAt.ToUniversalTime(), clock.GetUtcNow());
        var at = said < now ? said : now;
        // Whole milliseconds survive every database: what is told again is the same to the letter.
        return at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMillisecond));
    }
}
