using System.Text.Json;
using System.Text.Json.Serialization;
using AfterSalesMesh.Contracts.Ids;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.Receipts;

/// <summary>The fields that all scans have.</summary>
internal interface IScan
{
    /// <summary>The stored name of this kind of scan.</summary>
    static abstract string Kind { get; }
    Guid ScanId { get; }
    DateTimeOffset ScannedAt { get; }
}

/// <summary>
/// Applies each scan once, however often a device repeats it, to an open receipt whose returns the caller may all see.
/// </summary>
internal sealed class ScanRecorder(
    WarehouseDb db,
    Caller caller,
    StorefrontScope scope,
    TimeProvider time,
    IHttpContextAccessor http
)
{
    // Without nulls, so that an old scan still matches after an optional field is added.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static void Check(Checks checks, IScan scan, Guid receiptId)
    {
        checks.That(scan.ScanId != Guid.Empty, "scanId", "must be a UUID, a new one for each scan");
        checks.That(receiptId != Guid.Empty, "receiptId", "must be a UUID, a new one for each parcel");
        checks.That(scan.ScannedAt.UtcDateTime.Year >= 1970, "scannedAt", "must be a time of 1970 or later");
    }

    /// <param name="scan">The request, which is kept.</param>
    /// <param name="receiptId">The receipt's id in the API, made by the device.</param>
    /// <param name="opens">Whether it may be the first scan of its receipt.</param>
    /// <param name="handle">Applies the scan to its receipt, at the time of the scan.</param>
    /// <param name="cancellation">Ends with the request.</param>
    public async Task<Results<Ok<TAnswer>, ProblemHttpResult>> RecordOnceAsync<TScan, TAnswer>(
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
                TScan.Kind,
                ReceiptId = receiptId,
                Scan = scan,
            },
            Json
        );
        // Read before the scan: a concurrent repeat of this scan that has closed the receipt has then also been answered.
        var receipt = await FindReceiptAsync(receiptId, cancellation);
        if (await FindScanAsync(scan.ScanId, cancellation) is { } first)
        {
            return AnswerAgain<TAnswer>(first, request);
        }
        if (receipt is null ? !opens : receipt.Returns.Exists(x => !caller.Storefronts.Contains(x.StorefrontId)))
        {
            return Problem.NotFound("receipt");
        }
        if (receipt is { ClosedAt: not null })
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "receipt_closed",
                $"Receipt {receiptId} was closed at {receipt.ClosedAt:u}. Open a new receipt for anything else that arrived."
            );
        }
        var at = TimeOf(scan);
        string[] storefronts = [.. caller.Storefronts.Order(StringComparer.Ordinal)];
        receipt ??= Open(receiptId, storefronts, at);
        // Whoever acts for more storefronts adds none of their returns, which those who opened it may not see.
        scope.Allow(receipt.Storefronts);
        receipt.Changes++;
        var result = await handle(receipt, at);
        if (result.Result is Ok<TAnswer> answer)
        {
            db.Add(
                new Scan
                {
                    Id = DerivedId.From(scan.ScanId, "scan", [.. storefronts]),
                    PublicId = scan.ScanId,
                    Storefronts = storefronts,
                    ReceiptId = receipt.Id,
                    Request = request,
                    Answer = JsonSerializer.Serialize(answer.Value, Json),
                    By = caller.PersonId,
                    ByName = caller.PersonName,
                    At = at,
                }
            );
        }
        return result;
    }

    private Results<Ok<TAnswer>, ProblemHttpResult> AnswerAgain<TAnswer>(Scan first, string request)
    {
        if (first.Request != request)
        {
            return Problem.Of(
                StatusCodes.Status422UnprocessableEntity,
                "scan_id_reused",
                "This scanId was used for another scan. Use a new one for each scan, and repeat it only with the same content."
            );
        }
        http.HttpContext!.Response.MarkReplayed();
        return TypedResults.Ok(JsonSerializer.Deserialize<TAnswer>(first.Answer, Json)!);
    }

    private Receipt Open(Guid publicId, string[] storefronts, DateTimeOffset at)
    {
        var receipt = new Receipt
        {
            Id = DerivedId.From(publicId, "receipt", [.. storefronts]),
            PublicId = publicId,
            Storefronts = storefronts,
            OpenedAt = at,
        };
        db.Add(receipt);
        return receipt;
    }

    // Of several that a caller may see, their own has the most storefronts.
    private async Task<Receipt?> FindReceiptAsync(Guid publicId, CancellationToken cancellation)
    {
        // Unfiltered, to see returns that were added by somebody who acts for more storefronts.
        var receipts = await db
            .Receipts.IgnoreQueryFilters()
            .Include(x => x.Returns)
            .Where(x => x.PublicId == publicId)
            .ToListAsync(cancellation);
        return receipts.Where(x => IsVisible(x.Storefronts)).MaxBy(x => x.Storefronts.Count);
    }

    private async Task<Scan?> FindScanAsync(Guid publicId, CancellationToken cancellation)
    {
        var scans = await db.Scans.AsNoTracking().Where(x => x.PublicId == publicId).ToListAsync(cancellation);
        return scans.Where(x => IsVisible(x.Storefronts)).MaxBy(x => x.Storefronts.Count);
    }

    private bool IsVisible(IReadOnlyList<string> storefronts) => storefronts.All(caller.Storefronts.Contains);

    /// <summary>The device's time, as it may have been offline; never later than now, as its clock may be ahead.</summary>
    private DateTimeOffset TimeOf(IScan scan)
    {
        var (scanned, now) = (scan.ScannedAt.ToUniversalTime(), time.GetUtcNow());
        var at = scanned < now ? scanned : now;
        // Every database stores whole milliseconds exactly, so a repeated answer is identical.
        return at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMillisecond));
    }
}
