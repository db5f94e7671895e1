using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>What holds of the books and caps at any time, and of the books and the provider in the end.</summary>
internal static class BooksAgree
{
    /// <summary>Every posting balances; every balance is the sum of its postings.</summary>
    public static async Task BalanceAsync(RefundDb db)
    {
        var lines = await db.Set<PostingLine>().AsNoTracking().ToListAsync();
        lines
            .GroupBy(x => (x.PostingId, x.Currency))
            .Where(x => x.Sum(line => line.Amount) != 0)
            .ShouldBeEmpty("Every posting balances.");
        Sums(
                await db.AccountBalances.AsNoTracking().ToListAsync(),
                x => (x.StorefrontId, x.Account, x.Currency),
                x => x.Amount
            )
            .ShouldBe(
                Sums(lines, x => (x.StorefrontId, x.Account, x.Currency), x => x.Amount),
                "Every balance is the sum of its postings."
            );
    }

    /// <summary>The counters of payments say what their parts do.</summary>
    public static async Task CapsCountPartsAsync(RefundDb db)
    {
        var parts = await db.RefundParts.AsNoTracking().ToListAsync();
        var committed = parts
            .Where(x => x.Status is not (RefundStatus.Failed or RefundStatus.Reversed))
            .GroupBy(x => (x.StorefrontId, x.PaymentReference))
            .ToDictionary(x => x.Key, x => x.Sum(part => part.Amount));
        foreach (var payment in await db.Payments.AsNoTracking().ToListAsync())
        {
            payment.Committed.ShouldBe(committed.GetValueOrDefault((payment.StorefrontId, payment.Reference)));
        }
    }

    /// <summary>Once nothing is on its way: what the books say is gone is what the provider has paid, refund by refund.</summary>
    /// <param name="db">The service's database.</param>
    /// <param name="paid">What the provider has paid and not had come back, by part.</param>
    public static async Task ProviderAgreesAsync(RefundDb db, IReadOnlyDictionary<Guid, long> paid)
    {
        var refunds = await db.Refunds.Include(x => x.Parts).AsNoTracking().ToListAsync();
        refunds.ShouldAllBe(x => x.HasEnded);
        refunds
            .SelectMany(x => x.Parts)
            .Where(x => x.Status == RefundStatus.Succeeded)
            .ToDictionary(x => x.Id, x => x.Amount)
            .ShouldBe(paid, ignoreOrder: true);
        var lines = (
            await db.Postings.Where(x => x.RefundId != null).Include(x => x.Lines).AsNoTracking().ToListAsync()
        )
            .SelectMany(x => x.Lines.Select(line => (Refund: x.RefundId!.Value, line.Account, line.Amount)))
            .ToLookup(x => x.Refund);
        foreach (var refund in refunds)
        {
            long Of(string account) =>
                lines[refund.Id].Where(x => x.Account.StartsWith(account, StringComparison.Ordinal)).Sum(x => x.Amount);

            Of("refunds_in_transit").ShouldBe(0);
            Of("clearing").ShouldBe(-refund.Paid);
            Of("returns").ShouldBe(refund.Reason == FailureReason.Refused ? 0 : refund.Amount);
            Of("refunds_payable").ShouldBe(refund.Reason == FailureReason.Refused ? 0 : refund.Paid - refund.Amount);
        }
    }

    private static List<string> Sums<T, TKey>(IEnumerable<T> rows, Func<T, TKey> key, Func<T, long> amount) =>
        [.. rows.GroupBy(key).Select(x => $"{x.Key} {x.Sum(amount)}").Order(StringComparer.Ordinal)];
}
