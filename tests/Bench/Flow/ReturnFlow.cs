using System.Collections.Concurrent;
using System.Diagnostics;

namespace AfterSalesMesh.Bench.Flow;

/// <summary>
/// One return as people would make it, each call as soon as it can be made: request, scan, unit, close, verdict; then the
/// refund and the last message are waited for. Its order is told before, outside of what is measured.
/// </summary>
/// <param name="onItsWay">How long a parcel takes to the dock, where nobody sees that the warehouse expects it.</param>
internal sealed class ReturnFlow(ApiClient api, ReturnPollers pollers, TimeSpan onItsWay = default)
{
    /// <summary>What people call: request, scan, unit, close, verdict.</summary>
    public const int Calls = 5;

    /// <summary>What the outside answers: the provider the refund, the mail server four letters.</summary>
    public const int Answers = 5;

    private readonly ConcurrentQueue<string> _orders = new();
    private static int _numbered;

    /// <summary>A return that has ended.</summary>
    public Guid Last { get; private set; }

    /// <summary>Tells orders, one for each return to come.</summary>
    public Task PrepareAsync(int count) =>
        Parallel.ForAsync(
            0,
            count,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (_, _) => await OrderAsync()
        );

    /// <summary>Quotes the next return so often, one after the other; how long each took, the shortest first.</summary>
    public async Task<IReadOnlyList<TimeSpan>> QuotesAsync(int count)
    {
        _orders.TryPeek(out var order);
        List<TimeSpan> took = [];
        for (var i = 0; i < count; i++)
        {
            var started = Stopwatch.GetTimestamp();
            using var quote = await api.SendAsync(HttpMethod.Post, "/v1/returns/quote", "storefront", RequestOf(order));
            took.Add(Stopwatch.GetElapsedTime(started));
        }
        return [.. took.Order()];
    }

    private static string RequestOf(string? order) =>
        $$"""
            {"orderNumber":"{{order}}","channel":"web","lines":[{"lineId":"1","quantity":1,"reason":"too_small","resolution":"refund"}]}
            """;

    public async Task<Finished> RunAsync()
    {
        if (!_orders.TryDequeue(out var order))
        {
            throw new InvalidOperationException("More returns than orders were prepared.");
        }
        var started = Stopwatch.GetTimestamp();
        using var made = await api.SendAsync(HttpMethod.Post, "/v1/returns", "storefront", RequestOf(order), order);
        var accepted = DateTime.UtcNow;
        var id = made.RootElement.GetProperty("id").GetGuid();
        var rma = await pollers.Parcels.ForAsync(id);
        await Task.Delay(onItsWay);
        var receipt = Guid.CreateVersion7();
        var parcel = $"\"receiptId\":\"{receipt}\",\"code\":\"{rma}\",\"station\":\"dock-1\",";
        // It may still be a moment ahead of the warehouse.
        while (await ScanAsync("", parcel) != "one")
        {
            await Task.Delay(50);
        }
        await ScanAsync($"receipts/{receipt}/units", "\"code\":\"SHIRT-M\",\"quantity\":1,");
        await ScanAsync($"receipts/{receipt}/close", "");
        var inspection = await pollers.Inspections.ForAsync(id);
        using var judged = await api.SendAsync(
            HttpMethod.Post,
            $"/v1/inspections/{inspection[0]}/verdict",
            "inspector",
            $$"""{"units":[{"unitId":"{{inspection[1]}}","grade":"A","notes":"as new"}]}"""
        );
        var refunded = await pollers.Ends.ForAsync(id);
        Last = id;
        return new Finished(started, Stopwatch.GetTimestamp(), refunded - accepted);
    }

    private async Task<string?> ScanAsync(string path, string what)
    {
        using var answer = await api.SendAsync(
            HttpMethod.Post,
            path.Length == 0 ? "/v1/warehouse/scans" : $"/v1/warehouse/{path}",
            "warehouse",
            $$"""{"scanId":"{{Guid.CreateVersion7()}}",{{what}}"scannedAt":"{{DateTime.UtcNow:O}}"}"""
        );
        return answer.RootElement.TryGetProperty("match", out var match) ? match.GetString() : null;
    }

    private async Task OrderAsync()
    {
        var number = $"B-{Interlocked.Increment(ref _numbered)}";
        using var answer = await api.SendAsync(
            HttpMethod.Put,
            $"/v1/orders/{number}",
            "storefront",
            $$"""
            {"currency":"EUR","deliveredAt":"{{DateTime.UtcNow.AddDays(-2):O}}",
             "customer":{"reference":"c-{{number}}","email":"ada@example.org","locale":"en"},
             "lines":[{"lineId":"1","sku":"SHIRT-M","quantity":1,"unitPrice":4999}],
             "payments":[{"reference":"pay-{{number}}","method":"card","captured":4999}]}
            """
        );
        _orders.Enqueue(number);
    }
}

/// <param name="Started">When its request was sent, by <see cref="Stopwatch"/>.</param>
/// <param name="Ended">When the last message to the customer was known to be told.</param>
/// <param name="ToRefund">From the answer to its request until the return knew that the money went back.</param>
internal sealed record Finished(long Started, long Ended, TimeSpan ToRefund);
