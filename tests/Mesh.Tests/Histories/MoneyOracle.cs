using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.Refund.Tenders.StoreCredit;
using AfterSalesMesh.Returns.Saga;

namespace AfterSalesMesh.Mesh.Tests.Histories;

/// <summary>Money decided is money refunded, order by order and to the payments of that order, and the provider says the same.</summary>
internal sealed class MoneyOracle(
    HistoryTables tables,
    HistoryMesh mesh,
    IReadOnlyDictionary<Guid, Quoted> quotes,
    HistoryFlaws flaws
)
{
    private readonly Dictionary<Guid, Return> _returns = tables.Returns.ToDictionary(x => x.CorrelationId);

    /// <summary>What Returns has decided is what Refund has.</summary>
    public void Watch()
    {
        var refunds = tables.Refunds.ToDictionary(x => x.Id);
        foreach (var it in tables.Returns)
        {
            foreach (var part in it.Parts)
            {
                if (!refunds.Remove(part.PartId, out var refund))
                {
                    flaws.Check(it, false, $"has planned refund {part.PartId}, which Refund does not know");
                    continue;
                }
                flaws.Check(
                    it,
                    (refund.OrderNumber, refund.Round, refund.Amount, refund.StoreCredit, refund.StoreCreditBonus)
                        == (part.Subject, part.Round, part.Amount, part.StoreCredit, part.StoreCreditBonus),
                    $"plans {part}, Refund has {refund.Amount} of {refund.OrderNumber}, {refund.StoreCredit} of it store credit"
                );
                flaws.Check(
                    it,
                    StatusOf(refund) == part.Status,
                    $"has refund {part.PartId} as {part.Status}, Refund has it as {StatusOf(refund)}"
                );
                flaws.Check(
                    it,
                    refund.Shortfall == part.Shortfall || part.Status != RefundStatuses.Succeeded,
                    $"has a shortfall of {part.Shortfall}, Refund one of {refund.Shortfall}"
                );
            }
        }
        foreach (var refund in refunds.Values)
        {
            flaws.Check(refund.OrderNumber, false, $"refund {refund.Id} of {refund.Amount} was decided by no return");
        }
    }

    public void Judge()
    {
        JudgeReturns();
        JudgeRefunds();
        JudgePayments();
        JudgeStoreCredit();
        JudgeQuotes();
    }

    /// <summary>Each round has one refund for each order of which it brings something that is kept.</summary>
    private void JudgeReturns()
    {
        foreach (var it in tables.Returns)
        {
            var owed = it
                .Goods.Units.Where(x => HistoryTables.IsKept(x))
                .GroupBy(x => (x.Round!.Value, Number: x.OrderNumber ?? it.OrderNumber))
                .Select(x => (x.Key.Value, x.Key.Number, Sum: x.Sum(y => y.Amounts.Sum)))
                .Where(x => x.Sum > 0);
            var planned = it.Parts.Select(x => (x.Round, x.Subject, x.Amount));
            flaws.Check(
                it,
                planned.Order().SequenceEqual(owed.Order()),
                $"owes {string.Join(", ", owed)}, and has planned {string.Join(", ", planned)}"
            );
            flaws.Check(
                it,
                it.RefundAmount == it.Parts.Sum(x => x.Amount),
                $"refunds {it.RefundAmount}, its parts another sum"
            );
        }
    }

    private void JudgeRefunds()
    {
        var paid = mesh.Provider.Paid.ToDictionary(x => Guid.Parse(x.Key), x => (x.Value.Payment, x.Value.Amount));
        foreach (var refund in tables.Refunds)
        {
            var lines = refund.Request!.Lines!.Sum(x => x.Price + x.Discount + x.Tax + x.Shipping + x.Fees);
            flaws.Check(
                refund.OrderNumber,
                refund.Amount == lines,
                $"refund {refund.Id} of {refund.Amount} has lines of {lines}"
            );
            var part = _returns.GetValueOrDefault(refund.ReturnId)?.Parts.FirstOrDefault(x => x.PartId == refund.Id);
            var isGivenUp = part?.Status != RefundStatuses.Succeeded;
            flaws.Check(
                refund.OrderNumber,
                refund.HasEnded && (isGivenUp || refund.Paid + refund.Shortfall == refund.Amount),
                $"of refund {refund.Id} {refund.Paid} of {refund.Amount} was paid; it is {refund.Status}, {refund.Reason}"
            );
            foreach (var paidPart in refund.Parts.Where(x => x.Status == RefundStatus.Succeeded && x.Tender == "card"))
            {
                flaws.Check(
                    refund.OrderNumber,
                    paid.Remove(paidPart.Id, out var told) && told == (paidPart.PaymentReference, paidPart.Amount),
                    $"part {paidPart.Id} paid {paidPart.Amount} to {paidPart.PaymentReference}, the provider {told}"
                );
            }
        }
        foreach (var (id, told) in paid)
        {
            var order = tables.Refunds.FirstOrDefault(x => x.Parts.Exists(y => y.Id == id))?.OrderNumber ?? "";
            flaws.Check(order, false, $"the provider has paid {told} for part {id}, and nobody knows");
        }
    }

    /// <summary>An order's refunds go to its own payments, and no payment gives more than it has.</summary>
    private void JudgePayments()
    {
        var refunds = tables.Refunds.ToLookup(x => x.OrderNumber);
        foreach (var order in tables.Orders)
        {
            var given = refunds[order.Number]
                .SelectMany(x => x.Parts)
                .Where(x => x.Status == RefundStatus.Succeeded)
                .GroupBy(x => x.PaymentReference)
                .ToDictionary(x => x.Key, x => x.Sum(part => part.Amount));
            foreach (var payment in order.Payments)
            {
                given.Remove(payment.Reference, out var amount);
                flaws.Check(
                    order.Number,
                    amount <= payment.Captured,
                    $"payment {payment.Reference} of {payment.Captured} gave {amount}"
                );
            }
            flaws.Check(
                order.Number,
                given.Count == 0,
                $"was refunded to payments of another order: {string.Join(", ", given)}"
            );
        }
    }

    /// <summary>What was promised as store credit, and a bonus for it, is granted and posted.</summary>
    private void JudgeStoreCredit()
    {
        var moved = tables.StoreCreditMovements.ToLookup(x => (x.RefundId, x.What), x => x.Amount);
        var posted = tables
            .Bonuses.SelectMany(x => x.Lines, (posting, line) => (posting.RefundId, line))
            .Where(x => x.line.Account == Accounts.StoreCreditBonuses)
            .ToLookup(x => x.RefundId, x => x.line.Amount);
        foreach (var refund in tables.Refunds.Where(x => _returns.ContainsKey(x.ReturnId)))
        {
            var it = _returns[refund.ReturnId];
            var credited = it
                .Goods.Units.Where(x =>
                    x.Round == refund.Round
                    && (x.OrderNumber ?? it.OrderNumber) == refund.OrderNumber
                    && HistoryTables.IsKept(x)
                    && IsStoreCredit(it, x)
                )
                .ToList();
            var (credit, bonus) = (credited.Sum(x => x.Amounts.Sum), credited.Sum(x => BonusOf(it, x)));
            flaws.Check(
                it,
                (refund.StoreCredit, refund.StoreCreditBonus) == (credit, bonus),
                $"refund {refund.Id} promises {refund.StoreCredit} store credit and {refund.StoreCreditBonus} on top, not {credit} and {bonus}"
            );
            var granted = (
                Credit: moved[(refund.Id, StoreCreditMovement.Granted)].Sum(),
                Bonus: moved[(refund.Id, StoreCreditMovement.Bonus)].Sum()
            );
            // Where its payments could not give all of it, the bonus is less by the same share, to the minor unit.
            var share = credit == 0 ? 0 : bonus * Math.Min(granted.Credit, credit) / credit;
            flaws.Check(
                it,
                granted.Credit == refund.StoreCreditPaid
                    && granted.Bonus == posted[refund.Id].Sum()
                    && (granted.Bonus == share || (granted.Credit < credit && Math.Abs(granted.Bonus - share) == 1)),
                $"refund {refund.Id} of {credit} store credit and {bonus} on top granted {granted}, and posted {posted[refund.Id].Sum()}"
            );
        }
    }

    /// <summary>A return gives what it was quoted, unless something was withdrawn.</summary>
    private void JudgeQuotes()
    {
        var changed = tables
            .Timeline.Where(x => x.Event is TimelineEvent.Withdrawn)
            .Select(x => x.ReturnId)
            .ToHashSet();
        foreach (var (id, quoted) in quotes.Where(x => !changed.Contains(x.Key)))
        {
            var it = _returns[id];
            var gives = (
                it.Goods.Units.Sum(x => x.Amounts.Sum),
                it.Goods.Units.Where(x => IsStoreCredit(it, x)).Sum(x => BonusOf(it, x))
            );
            flaws.Check(it, gives == (quoted.Refund, quoted.Bonus), $"gives {gives}, and was quoted {quoted}");
        }
    }

    private static bool IsStoreCredit(Return it, ReturnUnit unit) =>
        it.Goods.Lines.Any(x => (x.Key, x.Reason, x.Resolution) == (unit.Line, unit.Reason, Resolutions.StoreCredit));

    private static long BonusOf(Return it, ReturnUnit unit) =>
        it.StorefrontId == HistoryMesh.Storefronts[1]
            ? (long)Math.Round(unit.Amounts.Sum * HistoryMesh.BonusPercent / 100, MidpointRounding.AwayFromZero)
            : 0;

    private static string StatusOf(AfterSalesMesh.Refund.Refunds.Refund refund) =>
        refund.IsReversed ? RefundStatuses.Reversed
        : refund.Status == RefundStatus.Unknown ? RefundStatuses.Submitted
        : refund.Status;
}
