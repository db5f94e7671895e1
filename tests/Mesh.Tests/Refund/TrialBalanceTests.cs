using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>The balances at the end of a month, from the last closed month on, and the flaws that are found.</summary>
public sealed class TrialBalanceTests : IAsyncLifetime
{
    private const string Shop = "shop";

    private static readonly Month September = new(new DateTimeOffset(2026, 9, 1, 0, 0, 0, TimeSpan.Zero));
    private static readonly Month October = new(September.End);
    private static readonly Month November = new(October.End);
    private static readonly Month December = new(November.End);

    private RefundDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await RefundDatabase.CreateAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task Balances_are_those_at_the_end_of_the_month_whichever_months_are_closed()
    {
        await PostAsync(September, 100);
        await PostAsync(September, 7, "USD");
        await PostAsync(October, 10, shard: 1);
        await PostAsync(October, 20, shard: 2);
        await PostAsync(November, 1, shard: 1);
        await PostAsync(November, 2, shard: 2);
        await PostAsync(October, 1000, storefront: "other");
        await CloseAsync(October, "other");
        string[] september = ["bank EUR 100", "bank USD 7", "returns EUR -100", "returns USD -7"];
        string[] october = ["bank EUR 130", "bank USD 7", "returns EUR -130", "returns USD -7"];
        string[] november = ["bank EUR 133", "bank USD 7", "returns EUR -133", "returns USD -7"];

        foreach (var closed in new Month?[] { null, September, October, November })
        {
            if (closed is { } month)
            {
                await CloseAsync(month, Shop);
            }
            (await BalancesAsync(September)).ShouldBe(september);
            (await BalancesAsync(October)).ShouldBe(october);
            (await BalancesAsync(November)).ShouldBe(november);
        }
    }

    [Fact]
    public async Task A_line_added_to_a_closed_month_by_hand_is_a_flaw_of_the_balance()
    {
        var posting = await PostAsync(October, 5);
        await CloseAsync(October, Shop);
        await PostAsync(November, 10);
        await PostAsync(December, 100);
        await AddLineAsync(posting);

        var trial = await TrialAsync(November);

        trial.Flaws.ShouldBe(["the balance of bank is 116 EUR, but the sum of its lines is 115"]);
        (await TrialAsync(October)).Flaws.ShouldBe(trial.Flaws);
    }

    [Fact]
    public async Task A_line_added_to_an_open_month_by_hand_is_a_difference_of_debits_and_credits()
    {
        var posting = await PostAsync(October, 5);
        await AddLineAsync(posting);

        var trial = await TrialAsync(October);

        trial.Flaws.ShouldBe(["debits and credits in EUR differ by 1"]);
        Texts(trial).ShouldBe(["bank EUR 6", "returns EUR -5"]);
    }

    private async Task<List<string>> BalancesAsync(Month month)
    {
        var trial = await TrialAsync(month);
        trial.Flaws.ShouldBeEmpty();
        return Texts(trial);
    }

    private static List<string> Texts(TrialBalance trial) =>
        [.. trial.Balances.Select(x => $"{x.Account} {x.Currency} {x.Amount}").Order(StringComparer.Ordinal)];

    private Task<TrialBalance> TrialAsync(Month month) =>
        _database.InAsync(db => TrialBalance.OfAsync(db, Shop, month, CancellationToken.None));

    private Task<int> CloseAsync(Month month, string storefront) =>
        _database.InAsync(async db =>
        {
            var trial = await TrialBalance.OfAsync(db, storefront, month, CancellationToken.None);
            db.ClosedBalances.AddRange(trial.Balances.Select(x => ClosedBalance.Of(x, storefront, month.ToString())));
            return await db.SaveChangesAsync();
        });

    private Task<Posting> PostAsync(
        Month month,
        long amount,
        string currency = "EUR",
        int shard = 0,
        string storefront = Shop
    ) =>
        _database.InAsync(async db =>
        {
            var posting = new Posting
            {
                Id = Guid.NewGuid(),
                StorefrontId = storefront,
                What = "tested",
                At = month.Start.AddDays(5),
                Lines = [new("bank", currency, amount), new("returns", currency, -amount)],
            };
            db.Post(posting);
            posting.Lines.ForEach(x => x.Shard = shard);
            await db.SaveChangesAsync();
            return posting;
        });

    private Task<int> AddLineAsync(Posting posting) =>
        _database.InAsync(db =>
        {
            db.Add(
                new PostingLine("bank", "EUR", 1)
                {
                    StorefrontId = Shop,
                    PostingId = posting.Id,
                    Position = posting.Position,
                    Number = 9,
                }
            );
            return db.SaveChangesAsync();
        });
}
