using AfterSalesMesh.Refund.Collections;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary>Money that moved without a refund of ours: an adjustment, or a customer's payment through a payment link.</summary>
/// <param name="Id">The adjustment, or the collection.</param>
/// <param name="RowType">The <see cref="Ledger.RowType"/> of the row that settles it.</param>
/// <param name="Amount">Minor units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Account">The account that its settlement is posted to.</param>
internal sealed record MoneyMovement(Guid Id, string RowType, long Amount, string Currency, string Account)
{
    public Guid? ReturnId { get; init; }

    /// <summary>The amount that left, in minor units; negative when money came in.</summary>
    public long Out => Ledger.RowType.IsMoneyIn(RowType) ? -Amount : Amount;

    /// <summary>True when its amount is already on <see cref="Account"/>; a refund made elsewhere is posted when it is settled.</summary>
    public bool IsPosted => RowType != Ledger.RowType.Refund;

    /// <summary>True when a row has settled it.</summary>
    public bool IsSettled { get; init; }

    /// <param name="adjustment">The adjustment.</param>
    /// <param name="clearing">The clearing account that it was posted to; null: it was not posted.</param>
    public static MoneyMovement Of(PaymentAdjustment adjustment, string? clearing)
    {
        var (type, account) = adjustment.Kind switch
        {
            AdjustmentKind.RefundedElsewhere => (Ledger.RowType.Refund, Accounts.Returns),
            AdjustmentKind.Chargeback => (Ledger.RowType.Chargeback, clearing ?? Accounts.Chargebacks),
            _ => (Ledger.RowType.ChargebackWon, clearing ?? Accounts.Chargebacks),
        };
        return new(adjustment.Id, type, adjustment.Amount, adjustment.Currency, account);
    }

    /// <summary>The movement of a collection; if the collection failed before it was paid, the whole amount received counts.</summary>
    public static MoneyMovement Of(Collection collection) =>
        new(
            collection.Id,
            Ledger.RowType.Payment,
            collection.Status == CollectionStatus.Collected ? collection.Amount : collection.Received,
            collection.Currency,
            CollectionPostings.Clearing
        )
        {
            ReturnId = collection.ReturnId,
        };
}
