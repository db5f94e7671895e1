using System.Text.Json;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Csv;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>
/// <c>POST /v1/orders/import</c>: puts the orders of a file while it is being uploaded, each order completely or not at all. No
/// <c>Idempotency-Key</c> is needed: uploading the file again puts the same orders.
/// </summary>
internal static class ImportOrders
{
    private const long MaxBytes = 64L * 1024 * 1024;
    private const int BatchSize = 50;

    // A batch is committed when its orders reach this size.
    private const int BatchBytes = 4 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/orders/import", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Admin)
            .WithMetadata(new SizeLimit(MaxBytes))
            .Accepts<string>("text/csv")
            .WithSummary(
                "Put the orders of a CSV file, one row for each order line; repeating the file, corrected or not, is safe"
            )
            .Produces<OrderImport>()
            .Problems(StatusCodes.Status404NotFound, "not_found")
            .Problems(StatusCodes.Status415UnsupportedMediaType, "unsupported_charset")
            .Problems(StatusCodes.Status422UnprocessableEntity, "not_a_file_of_orders");

    private static async Task<IResult> HandleAsync(
        HttpRequest http,
        Caller caller,
        ReturnsDb db,
        Outbox<ReturnsDb> outbox,
        TimeProvider time,
        IOptions<JsonOptions> json,
        CancellationToken cancellation,
        string? storefrontId = null
    )
    {
        if (caller.ResolveStorefront(storefrontId, out var storefront) is { } refused)
        {
            return refused;
        }
        if (!FileEncoding.TryOf(http.ContentType, out var encoding))
        {
            return Problem.Of(
                StatusCodes.Status415UnsupportedMediaType,
                "unsupported_charset",
                "The charset of Content-Type is unknown: use a name registered with IANA, for example gb18030 or utf-8."
            );
        }
        // The body stays open, because the rest of a refused upload is read before it is answered.
        using var text = new StreamReader(http.BodyReader.AsStream(leaveOpen: true), encoding);
        var records = new CsvRecords(text);
        if (!await records.ReadHeaderAsync(cancellation) || records.Flaw is not null)
        {
            return NoFile($"The file has no header row. {records.Flaw}".Trim());
        }
        if (OrderColumns.Read(records.Fields, out var columns) is { } flaw)
        {
            return NoFile(flaw);
        }
        var flaws = new ImportFlaws();
        var zone = await ZoneOfAsync(db, storefront, cancellation);
        var file = new OrderFile(records, columns, zone, flaws);
        var progress = new Progress();
        List<(FileOrder, OrderRequest)> batch = [];
        await foreach (var order in file.ReadAsync(cancellation))
        {
            progress.Orders++;
            if (order.ToRequest(json.Value.SerializerOptions, time.GetUtcNow()) is { } request)
            {
                batch.Add((order, request));
            }
            if (batch.Count == BatchSize || batch.Sum(x => x.Item1.Bytes) > BatchBytes)
            {
                await SaveAsync(db, outbox, storefront, batch, progress, time.GetUtcNow(), cancellation);
            }
        }
        await SaveAsync(db, outbox, storefront, batch, progress, time.GetUtcNow(), cancellation);
        return TypedResults.Ok(
            new OrderImport(
                file.Rows,
                progress.Orders,
                progress.Created,
                progress.Corrected,
                progress.Orders - progress.Created - progress.Corrected,
                flaws.First,
                flaws.Count
            )
        );
    }

    private static ProblemHttpResult NoFile(string why) =>
        Problem.Of(StatusCodes.Status422UnprocessableEntity, "not_a_file_of_orders", why);

    private static async Task<TimeZoneInfo> ZoneOfAsync(ReturnsDb db, string storefront, CancellationToken cancellation)
    {
        var found = await db
            .Storefronts.AsNoTracking()
            .FirstOrDefaultAsync(x => x.StorefrontId == storefront, cancellation);
        return TimeZoneInfo.FindSystemTimeZoneById(found?.Settings.TimeZone ?? "UTC");
    }

    /// <summary>
    /// Puts the orders of the list, except those that contradict a return, and empties the list. It is one commit, unless the orders have
    /// many returns, which a correction may change.
    /// </summary>
    private static async Task SaveAsync(
        ReturnsDb db,
        Outbox<ReturnsDb> outbox,
        string storefront,
        List<(FileOrder Order, OrderRequest Request)> batch,
        Progress progress,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        List<string> numbers = [.. batch.Select(x => x.Order.Number)];
        var returns = await db
            .Orders.Where(x => x.StorefrontId == storefront && numbers.Contains(x.Number))
            .Where(x => x.RequestedReturns + x.SharedReturns > 0)
            .Select(x => new { x.Number, Returns = x.RequestedReturns + x.SharedReturns })
            .ToDictionaryAsync(x => x.Number, x => x.Returns, cancellation);
        List<(FileOrder Order, OrderRequest Request)> together = [];
        var returnsTogether = 0;
        foreach (var next in batch)
        {
            var returnsOfNext = returns.GetValueOrDefault(next.Order.Number);
            if (together.Count > 0 && returnsTogether + returnsOfNext > Order.MaxReturns)
            {
                await CommitAsync(db, outbox, storefront, together, progress, now, cancellation);
                (together, returnsTogether) = ([], 0);
            }
            together.Add(next);
            returnsTogether += returnsOfNext;
        }
        if (together.Count > 0)
        {
            await CommitAsync(db, outbox, storefront, together, progress, now, cancellation);
        }
        batch.Clear();
    }

    private static async Task CommitAsync(
        ReturnsDb db,
        Outbox<ReturnsDb> outbox,
        string storefront,
        List<(FileOrder Order, OrderRequest Request)> orders,
        Progress progress,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        List<string> numbers = [.. orders.Select(x => x.Order.Number)];
        Dictionary<string, Order> known = [];
        List<(FileOrder Order, string Why)> refused = [];
        await ConflictRetry.RunAsync(
            db,
            async () =>
            {
                refused.Clear();
                known = await db
                    .Orders.Include(x => x.Contact)
                    .Where(x => x.StorefrontId == storefront && numbers.Contains(x.Number))
                    .ToDictionaryAsync(x => x.Number, StringComparer.Ordinal, cancellation);
                await PaymentOwner.LoadAsync(db, orders.SelectMany(x => x.Request.Payments), cancellation);
                foreach (var (order, request) in orders)
                {
                    var requested = PutOrder.ToOrder(now, storefront, order.Number, request);
                    var found = known.GetValueOrDefault(order.Number);
                    if (await PutOrder.ChangeAsync(db, outbox, found, requested, cancellation) is { } refusal)
                    {
                        refused.Add((order, refusal.ProblemDetails.Detail!));
                    }
                }
                await db.SaveChangesAsync(cancellation);
            },
            cancellation
        );
        refused.ForEach(x => x.Order.AddFlaw(x.Why));
        progress.Corrected += orders.Count(x => !x.Order.IsRefused && known.ContainsKey(x.Order.Number));
        progress.Created += orders.Count(x => !x.Order.IsRefused && !known.ContainsKey(x.Order.Number));
    }

    private sealed class Progress
    {
        public int Orders { get; set; }
        public int Created { get; set; }
        public int Corrected { get; set; }
    }

    private sealed record SizeLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}

/// <summary>The flaws of a file; the first ones are reported.</summary>
internal sealed class ImportFlaws
{
    private const int MaxTold = 100;

    // The maximum length of an order number: a flaw does not repeat a longer one.
    private const int MaxNumber = 100;
    private readonly List<ImportFlaw> _first = [];

    public IReadOnlyList<ImportFlaw> First => _first;

    public int Count { get; private set; }

    public void Add(long line, string? column, string? order, string what)
    {
        if (Count++ < MaxTold)
        {
            _first.Add(new(line, column, order is { Length: > MaxNumber } ? $"{order[..MaxNumber]}…" : order, what));
        }
    }
}

/// <summary>The result of importing a file of orders.</summary>
/// <param name="Rows">The number of rows after the header row.</param>
/// <param name="Orders">The number of orders: created, corrected and refused.</param>
/// <param name="Corrected">Orders that already existed, whether the file changed them or not.</param>
/// <param name="Refused">Orders with a flaw, which were not changed.</param>
/// <param name="Flaws">The first 100 flaws.</param>
/// <param name="AllFlaws">The number of all flaws.</param>
internal sealed record OrderImport(
    int Rows,
    int Orders,
    int Created,
    int Corrected,
    int Refused,
    IReadOnlyList<ImportFlaw> Flaws,
    int AllFlaws
);

/// <param name="Line">The line of the file, from 1.</param>
/// <param name="Column">The column; null: the flaw concerns the whole row or order.</param>
/// <param name="OrderNumber">The order that is refused because of the flaw; null: the row names none.</param>
/// <param name="What">The error, or the requirement that is not met.</param>
internal sealed record ImportFlaw(long Line, string? Column, string? OrderNumber, string What);
