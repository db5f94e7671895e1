using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Refunds;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.RefundFixture;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class ManyWritersOnSqlite(RefundFixture refunds)
    : ManyWritersTests(refunds),
        IClassFixture<RefundFixture>;

public sealed class ManyWritersOnPostgres(RefundOnPostgres refunds)
    : ManyWritersTests(refunds),
        IClassFixture<RefundOnPostgres>;

/// <summary>
/// 64 writers plan, approve, refuse, charge back and tell of refunds made elsewhere, over a few payments, while the provider pays: as
/// many such steps as there are cases.
/// </summary>
public abstract class ManyWritersTests(RefundFixture refunds) : IAsyncLifetime
{
    private const int Writers = 64;
    private static readonly string[] Currencies = ["EUR", "CHF"];

    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Never_more_goes_back_than_was_captured_less_what_left_elsewhere()
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {Cases.Seed}");
        var payments = Enumerable
            .Range(0, 12)
            .Select(i => (Currency: Currencies[i % 2], Payment: Paid(2000, i % 4 == 3 ? "-silent" : "")))
            .ToList();
        var over = new ConcurrentDictionary<string, long>();
        var left = Cases.Count;

        await Task.WhenAll(
            Enumerable
                .Range(0, Writers)
                .Select(async writer =>
                {
                    var random = new Random(Cases.Seed + writer);
                    while (Interlocked.Decrement(ref left) >= 0)
                    {
                        await StepAsync(random);
                    }
                })
        );
        await EndAsync();

        await refunds.Service.InDatabaseAsync<RefundDb, bool>(async db =>
        {
            foreach (var payment in await db.Payments.ToListAsync())
            {
                // What was too much when it was charged back is said by the answer to that; nothing has come on top.
                ((Int128)payment.Committed).ShouldBeLessThanOrEqualTo(
                    Int128.Max(0, payment.Cap) + over.GetValueOrDefault(payment.Reference)
                );
                refunds.Provider.PaidTo(payment.Reference).ShouldBe(payment.Committed);
            }
            await BooksAgree.CapsCountPartsAsync(db);
            await BooksAgree.BalanceAsync(db);
            await BooksAgree.ProviderAgreesAsync(
                db,
                refunds.Provider.Paid.ToDictionary(x => Guid.Parse(x.Key), x => x.Value.Amount)
            );
            return true;
        });

        async Task StepAsync(Random random)
        {
            var currency = random.GetItems(Currencies, 1)[0];
            var some = payments.Where(x => x.Currency == currency).Select(x => x.Payment).ToArray();
            random.Shuffle(some);
            switch (random.Next(10))
            {
                case < 7:
                    var refund = Of(random.Next(1, 160), some[..random.Next(1, 4)]) with { Currency = currency };
                    await refunds.Service.SendAsync(refund);
                    break;
                case 7:
                    await ReviewAsync(random.Next(3) > 0 ? "approve" : "refuse", random.Next(20));
                    break;
                default:
                    await AdjustAsync(some[0].Reference, currency, random.Next(1, 60), random.Next(2) == 0);
                    break;
            }
        }

        async Task ReviewAsync(string how, int which)
        {
            using var finance = Finance();
            var waiting = (await finance.GetFromJsonAsync<JsonNode>("/v1/refunds?waiting=approval&limit=20"))![
                "items"
            ]!.AsArray();
            if (waiting.Count > 0)
            {
                var id = waiting[which % waiting.Count]!["id"];
                using var answer = await PostAsync($"/v1/refunds/{id}/{how}", new { reason = "because" });
                // Somebody else may have been there, or the money gone.
                answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.Conflict);
            }
        }

        async Task AdjustAsync(string payment, string currency, long amount, bool chargeback)
        {
            var kind = chargeback ? "chargeback" : "refunded_elsewhere";
            using var answer = await PostAsync(
                $"/v1/payments/{payment}/adjustments",
                new
                {
                    kind,
                    amount,
                    currency,
                    reference = Guid.NewGuid(),
                }
            );
            // All that was captured may have left the payment.
            var said = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
            if (answer.StatusCode == HttpStatusCode.Conflict)
            {
                said["type"]!.ToString().ShouldBe("urn:aftersales:problem:more_than_captured");
                return;
            }
            answer.StatusCode.ShouldBe(HttpStatusCode.Created);
            var too = said["over"]!.GetValue<long>();
            over.AddOrUpdate(payment, too, (_, before) => Math.Max(before, too));
        }

        async Task<HttpResponseMessage> PostAsync(string address, object body)
        {
            var key = Guid.NewGuid().ToString();
            using var finance = Finance();
            while (true)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, address)
                {
                    Headers = { { "Idempotency-Key", key } },
                    Content = JsonContent.Create(body),
                };
                var answer = await finance.SendAsync(request);
                // Too many others were there first: it is to be tried again.
                if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
                {
                    return answer;
                }
                answer.Dispose();
            }
        }

        // A token lives for minutes only.
        HttpClient Finance() => refunds.Service.As("finance", Shop);

        Task EndAsync() =>
            Eventually.IsTrueAsync(
                async () =>
                {
                    await ReviewAsync("approve", 0);
                    return await refunds.Service.InDatabaseAsync<RefundDb, bool>(async db =>
                        !await db.Outbox.AnyAsync()
                        && await db.Refunds.AllAsync(x =>
                            x.Status == RefundStatus.Succeeded || x.Status == RefundStatus.Failed
                        )
                    );
                },
                TimeSpan.FromMinutes(5),
                () => "Some have not ended."
            );
    }
}
