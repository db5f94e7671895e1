namespace AfterSalesMesh.Refund.Tenders.StoreCredit;

/// <param name="Amount">Minor units, more than 0.</param>
/// <param name="Currency">ISO 4217; the currency of the store credit.</param>
/// <param name="Reference">The purchase, for example the order number: the same reference is spent once.</param>
internal sealed record SpendRequest(long Amount, string? Currency, string? Reference);

/// <param name="Id">The spend's id, which is the payment reference in an order.</param>
/// <param name="Customer">The storefront's reference for the customer.</param>
/// <param name="Amount">Minor units.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Reference">The purchase.</param>
/// <param name="GivenBack">How much of it was given back.</param>
/// <param name="Left">How much of it was not given back, in minor units.</param>
internal sealed record SpendResponse(
    Guid Id,
    string Customer,
    long Amount,
    string Currency,
    string Reference,
    long GivenBack,
    long Left
)
{
    public static SpendResponse Of(StoreCreditSpend it) =>
        new(it.Id, it.Customer, it.Amount, it.Currency, it.Reference, it.GivenBack, it.Left);
}
