using System.Data;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Refunds;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Shouldly;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>What holds of the books and caps at any time, and of the books and the provider in the end.</summary>
internal static class BooksAgree
{
    /// <summary>Every posting balances; every balance is the sum of its postings.</summary>
    public static async Task BalanceAsync(RefundDb db)
    {
        await using var snapshot = await BeginSnapshotAsync(db);
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
        await using var snapshot = await BeginSnapshotAsync(db);
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
    /// <param name="storefront">One storefront's only.</param>
    public static async Task ProviderAgreesAsync(
        RefundDb db,
        IReadOnlyDictionary<Guid, long> paid,
        string? storefront = null
    )
    {
        var refunds = await db
            .Refunds.Where(x => storefront == null || x.StorefrontId == storefront)
            .Include(x => x.Parts)
            .AsNoTracking()
            .ToListAsync();
        refunds.ShouldAllBe(x => x.HasEnded);
        refunds
            .SelectMany(x => x.Parts)
            .Where(x => x.Status == RefundStatus.Succeeded)
            .Select(x => $"{x.Id}: {x.Amount}")
            .Order(StringComparer.Ordinal)
            .ShouldBe(
                paid.Select(x => $"{x.Key}: {x.Value}").Order(StringComparer.Ordinal),
                "What we say was paid is what the provider says."
            );
        var lines = (
            await db
                .Postings.Where(x => x.RefundId != null && (storefront == null || x.StorefrontId == storefront))
                .Include(x => x.Lines)
                .AsNoTracking()
                .ToListAsync()
        )
            .SelectMany(x => x.Lines.Select(line => (Refund: x.RefundId!.Value, line.Account, line.Amount)))
            .ToLookup(x => x.Refund);
        foreach (var refund in refunds)
        {
            long Of(string account) =>
                lines[refund.Id].Where(x => x.Account.StartsWith(account, StringComparison.Ordinal)).Sum(x => x.Amount);

            Of("refunds_in_transit").ShouldBe(0);
            Of("clearing").ShouldBe(-refund.Paid);
            Of("returns").ShouldBe(refund.Paid + refund.Owed);
            Of("refunds_payable").ShouldBe(-refund.Owed);
        }
    }

    /// <summary>What a refund has moved, by account.</summary>
    public static async Task<List<string>> OfRefundAsync(RefundDb db, Guid refund) =>
        [
            .. (
                await db.Postings.Where(x => x.RefundId == refund).SelectMany(x => x.Lines).AsNoTracking().ToListAsync()
            )
                .GroupBy(x => x.Account)
                .Select(x => (x.Key, Sum: x.Sum(line => line.Amount)))
                .Where(x => x.Sum != 0)
                .Select(x => $"{x.Key} {x.Sum}")
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>What the books owe is what is left of all grants, each of which has moved by its entries; none is below nothing.</summary>
    public static async Task StoreCreditAsync(RefundDb db)
    {
        await using var snapshot = await BeginSnapshotAsync(db);
        var grants = await db.StoreCreditGrants.AsNoTracking().ToListAsync();
        grants.ShouldAllBe(x => x.Left >= 0 && x.Left <= x.Amount);
        var owed = await db.AccountBalances.AsNoTracking().Where(x => x.Account == Accounts.StoreCredit).ToListAsync();
        Sums(owed, x => (x.StorefrontId, x.Currency), x => -x.Amount)
            .ShouldBe(Sums(grants, x => (x.StorefrontId, x.Currency), x => x.Left));
        Sums(await db.StoreCreditMovements.AsNoTracking().ToListAsync(), x => x.GrantId, x => x.Amount)
            .ShouldBe(Sums(grants, x => x.Id, x => x.Left));
    }

    private static List<string> Sums<T, TKey>(IEnumerable<T> rows, Func<T, TKey> key, Func<T, long> amount) =>
        [.. rows.GroupBy(key).Select(x => $"{x.Key} {x.Sum(amount)}").Order(StringComparer.Ordinal)];

    /// <summary>Workers write on: the tables compared are read as they are at one moment.</summary>
    private static Task<IDbContextTransaction> BeginSnapshotAsync(RefundDb db) =>
        db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead);
}
