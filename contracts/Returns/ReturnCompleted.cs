namespace AfterSalesMesh.Contracts.Returns;

/// <summary>Everything that was promised for the return has been done.</summary>
/// <param name="ReturnId">The return.</param>
/// <param name="StorefrontId">The shop it belongs to.</param>
/// <param name="Refunded">What was paid back, in minor units of <paramref name="Currency"/>; 0 when nothing was due.</param>
/// <param name="Currency">ISO 4217.</param>
public sealed record ReturnCompleted(Guid ReturnId, string StorefrontId, long Refunded, string Currency);
