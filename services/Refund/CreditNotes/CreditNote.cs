using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.CreditNotes;

/// <summary>The document for what a refund has paid, or for what came back of it.</summary>
internal sealed class CreditNote : IAppendOnly, IStorefrontOwned
{
    /// <summary>See <see cref="IdOf"/>.</summary>
    public Guid Id { get; init; }

    public required string StorefrontId { get; init; }

    /// <summary>Its place among the notes of its storefront, from 1 and without gaps.</summary>
    public long Serial { get; init; }

    /// <summary>When it got its number: never before the note numbered before it.</summary>
    public DateTimeOffset IssuedAt { get; init; }

    /// <summary>Who gives it, in lines: name, address, tax number.</summary>
    public required string Issuer { get; init; }

    public Guid RefundId { get; init; }

    /// <summary>Which one of its refund's, from 1.</summary>
    public int Ordinal { get; init; }

    public Guid ReturnId { get; init; }

    public required string OrderNumber { get; init; }

    /// <summary>The invoice that it corrects; null: the order did not say.</summary>
    public string? InvoiceNumber { get; init; }

    public required string Currency { get; init; }

    /// <summary>Minor units; below 0 it cancels what an earlier note of the refund said.</summary>
    public long Amount { get; init; }

    /// <summary>What the whole refund is, in minor units: more than the amount when a part of it failed.</summary>
    public long RefundAmount { get; init; }

    /// <summary>They add up to the amount.</summary>
    public required IReadOnlyList<RefundedLine> Lines { get; init; }

    /// <summary>When the money went, or was known to have come back.</summary>
    public DateTimeOffset PaidAt { get; init; }

    /// <summary>Follows from what it is about, so it can't be made twice.</summary>
    public static Guid IdOf(Guid refund, int ordinal) => DerivedId.From(refund, "credit_note", ordinal);
}
