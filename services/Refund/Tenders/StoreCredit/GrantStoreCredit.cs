using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Tenders.StoreCredit;

/// <summary>Grants store credit.</summary>
internal static class GrantStoreCredit
{
    /// <summary>Grants store credit for a part that succeeded, in the same commit.</summary>
    /// <param name="db">The commit.</param>
    /// <param name="refund">Its refund.</param>
    /// <param name="part">The part.</param>
    /// <param name="validFor">How long it is valid.</param>
    /// <param name="now">By the database's clock.</param>
    public static void GrantStoreCreditFor(
        this RefundDb db,
        Refunds.Refund refund,
        RefundPart part,
        TimeSpan validFor,
        DateTimeOffset now
    )
    {
        if (part is { Tender: Tender.StoreCredit, Status: RefundStatus.Succeeded } && refund.Customer is { } customer)
        {
            var grant = new StoreCreditGrant
            {
                Id = part.Id,
                StorefrontId = part.StorefrontId,
                Customer = customer,
                Currency = part.Currency,
                Amount = part.Amount,
                Left = part.Amount,
                GrantedAt = now,
                ExpiresAt = now + validFor,
            };
            db.StoreCreditGrants.Add(grant);
            db.StoreCreditEntries.Add(
                StoreCreditEntry.Of(grant, StoreCreditEntry.Granted, grant.Amount, now, refund: refund.Id)
            );
        }
    }
}
