using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Reconciliation;
using AfterSalesMesh.Refund.Refunds;
using Microsoft.EntityFrameworkCore;
using RefundRow = AfterSalesMesh.Refund.Refunds.Refund;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>A storefront with refunds that succeeded, and what finance does with them over HTTP.</summary>
internal sealed class SettlementBooks(RefundFixture refunds)
{
    public string Shop { get; } = $"shop-{Guid.NewGuid():N}";

    public HttpClient Finance => refunds.Service.As("finance", Shop);

    /// <summary>Refunds of one part each, succeeded then, with the ledger's word for it.</summary>
    public async Task<List<RefundPart>> PaidAsync(
        int count,
        DateTimeOffset at,
        string order = "1001",
        string status = "succeeded"
    )
    {
        var parts = Enumerable.Range(0, count).Select(i => Part(1000 + i, status)).ToList();
        foreach (var chunk in parts.Chunk(500))
        {
            await refunds.Service.InDatabaseAsync<RefundDb, int>(async db =>
            {
                foreach (var part in chunk)
                {
                    db.Refunds.Add(Refund(part, at, order));
                    db.Post(Succeeded(part, at));
                }
                return await db.SaveChangesAsync();
            });
        }
        return parts;
    }

    /// <summary>The same, of as many as a large file has; on PostgreSQL.</summary>
    public async Task<List<RefundPart>> ManyPaidAsync(int count, DateTimeOffset at)
    {
        var parts = Enumerable.Range(0, count).Select(i => Part(1000 + i, RefundStatus.Succeeded)).ToList();
        // A copy of refunds does not include their requests.
        await refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
            db.Database.ExecuteSqlRawAsync(
                """ALTER TABLE "Refunds" ALTER COLUMN "PaymentReferences" SET DEFAULT '[]'"""
            )
        );
        foreach (var chunk in parts.Chunk(500))
        {
            await refunds.Service.InDatabaseAsync<RefundDb, int>(async db =>
            {
                var postings = chunk.Select(x => Succeeded(x, at)).ToList();
                postings.ForEach(x => db.Prepare(x));
                await db.CopyAsync(chunk.Select(x => Refund(x, at, "1001")), CancellationToken.None);
                await db.CopyAsync(chunk, CancellationToken.None);
                await db.CopyAsync(postings, CancellationToken.None);
                await db.CopyAsync(postings.SelectMany(x => x.Lines), CancellationToken.None);
                return count;
            });
        }
        return parts;
    }

    public async Task<(int Status, JsonNode Body)> UploadAsync(string file, string query = "provider=sandbox")
    {
        using var content = new StringContent(file, Encoding.UTF8);
        return await UploadAsync(content, query);
    }

    public async Task<(int Status, JsonNode Body)> UploadAsync(
        HttpContent content,
        string query = "provider=sandbox",
        string type = "text/csv"
    )
    {
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var finance = Finance;
        // A million rows take longer than any other call.
        finance.Timeout = Timeout.InfiniteTimeSpan;
        using var answer = await finance.PostAsync($"/v1/settlements?{query}", content);
        return ((int)answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonNode>())!);
    }

    public async Task<List<JsonNode>> ExceptionsAsync(string query = "")
    {
        using var finance = Finance;
        List<JsonNode> all = [];
        for (string? next = ""; next is not null; )
        {
            var page = (await finance.GetFromJsonAsync<JsonNode>($"/v1/exceptions?limit=200{query}{next}"))!;
            all.AddRange(page["items"]!.AsArray()!);
            next = page["next"] is { } after ? $"&after={after}" : null;
        }
        return all;
    }

    public async Task<(int Status, JsonNode Body)> PostAsync(string path, object? body, string? key = null)
    {
        using var finance = Finance;
        var (status, answer) = await finance.PostWithKeyAsync(path, body, key);
        return ((int)status, answer);
    }

    /// <summary>What the accounts stand at, of those that don't stand at nothing.</summary>
    public Task<Dictionary<string, long>> BalancesAsync() =>
        refunds.Service.InDatabaseAsync<RefundDb, Dictionary<string, long>>(async db => (
                await db
                    .AccountBalances.Where(x => x.StorefrontId == Shop)
                    .GroupBy(x => new { x.Account, x.Currency })
                    .Select(x => new
                    {
                        x.Key.Account,
                        x.Key.Currency,
                        Amount = x.Sum(y => y.Amount),
                    })
                    .ToListAsync()
            ).Where(x => x.Amount != 0).ToDictionary(x => $"{x.Account} {x.Currency}", x => x.Amount));

    public static SettlementLine Line(RefundPart part, DateTimeOffset at) =>
        new($"line-{part.Id:N}", part.Id.ToString(), part.Amount, at) { Payment = part.PaymentReference };

    private RefundPart Part(long amount, string status)
    {
        var id = Guid.NewGuid();
        return new RefundPart
        {
            Id = id,
            RefundId = Guid.NewGuid(),
            ReturnId = Guid.NewGuid(),
            StorefrontId = Shop,
            PaymentReference = $"pay_{id:N}",
            Tender = "card",
            Amount = amount,
            Currency = "EUR",
            Status = status,
            ProviderId = $"rf_{id:N}",
        };
    }

    private static RefundRow Refund(RefundPart part, DateTimeOffset at, string order) =>
        new()
        {
            Id = part.RefundId,
            Position = Guid.CreateVersion7(at),
            ReturnId = part.ReturnId,
            StorefrontId = part.StorefrontId,
            OrderNumber = order,
            Amount = part.Amount,
            Currency = part.Currency,
            Status = part.Status,
            CreatedAt = at,
            ChangedAt = at,
            Request = new() { PaymentReferences = [] },
            Parts = { part },
        };

    private static Posting Succeeded(RefundPart part, DateTimeOffset at) =>
        new()
        {
            Id = ClearingPosting.SuccessOf(part.Id),
            StorefrontId = part.StorefrontId,
            What = RefundStatus.Succeeded,
            At = at,
            ReturnId = part.ReturnId,
            RefundId = part.RefundId,
            PartId = part.Id,
            Lines =
            [
                new(Accounts.InTransit("card"), part.Currency, part.Amount),
                new(Accounts.Clearing("card"), part.Currency, -part.Amount),
            ],
        };
}
