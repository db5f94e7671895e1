namespace AfterSalesMesh.Refund.Tenders.StoreCredit;

/// <summary>Queries of store credit.</summary>
internal static class OpenCredit
{
    public static IQueryable<StoreCreditGrant> OpenGrants(
        this RefundDb db,
        string storefront,
        string customer,
        DateTimeOffset now
    ) =>
        db.StoreCreditGrants.Where(x =>
            x.StorefrontId == storefront && x.Customer == customer && x.Left > 0 && x.ExpiresAt > now
        );
}
