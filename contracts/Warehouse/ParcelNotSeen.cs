namespace AfterSalesMesh.Contracts.Warehouse;

/// <summary>Nothing of the return has arrived, and the warehouse no longer expects it.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The storefront that the return belongs to.</param>
/// <param name="Revision">The revision of the <see cref="StopExpectingParcel"/> that it answers.</param>
public sealed record ParcelNotSeen(Guid ReturnId, string StorefrontId, int Revision);
