using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Refund.CreditNotes;

/// <summary>The document for an amount that was refunded, or for a refunded amount that came back.</summary>
internal sealed class CreditNote : IAppendOnly, IStorefrontOwned
{
    /// <summary>See <see cref="IdOf"/>.</summary>
    public Guid Id { get; init; }

    public required string StorefrontId { get; init; }

    /// <summary>The note's number within its storefront, from 1 and without gaps.</summary>
    public long Serial { get; init; }

    /// <summary>When the note got its number; never earlier than the note before it.</summary>
    public DateTimeOffset IssuedAt { get; init; }

    /// <summary>The issuer, in lines: name, address, tax number.</summary>
    public required string Issuer { get; init; }

    public Guid RefundId { get; init; }

    /// <summary>The note's number within its refund, from 1.</summary>
    public int Ordinal { get; init; }

    public Guid ReturnId { get; init; }

    public required string OrderNumber { get; init; }

    /// <summary>The invoice that it corrects; null: not known.</summary>
    public string? InvoiceNumber { get; init; }

    public required string Currency { get; init; }

    /// <summary>Minor units; below 0 if it cancels an earlier note.</summary>
    public long Amount { get; init; }

    /// <summary>The amount of the whole refund, in minor units: more than the note when a part of it failed.</summary>
    public long RefundAmount { get; init; }

    /// <summary>The lines, which add up to the amount.</summary>
    public required IReadOnlyList<RefundedLine> Lines { get; init; }

    /// <summary>When the refund was paid or came back.</summary>
    public DateTimeOffset PaidAt { get; init; }

    /// <summary>Derived from the refund, so that no note is made twice.</summary>
    public static Guid IdOf(Guid refund, int ordinal) => DerivedId.From(refund, "credit_note", ordinal);
}
