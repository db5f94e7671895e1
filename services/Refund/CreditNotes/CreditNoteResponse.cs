using AfterSalesMesh.Contracts.Refund;

namespace AfterSalesMesh.Refund.CreditNotes;

/// <param name="Number">The number, without gaps for each storefront.</param>
/// <param name="Kind"><c>credit</c>, or <c>cancellation</c> of an earlier note, whose amounts are below 0.</param>
/// <param name="Issuer">The issuer, in lines.</param>
/// <param name="RefundId">The refund.</param>
/// <param name="ReturnId">The return.</param>
/// <param name="OrderNumber">The storefront's order number.</param>
/// <param name="InvoiceNumber">The invoice that the note corrects; null: not known.</param>
/// <param name="IssuedAt">The note's date, UTC.</param>
/// <param name="PaidAt">When the refund was paid or came back, UTC.</param>
/// <param name="Currency">ISO 4217; all amounts are its minor units.</param>
/// <param name="Net">The amount without tax.</param>
/// <param name="Tax">The tax in the amount.</param>
/// <param name="Amount">The refunded amount, with tax.</param>
/// <param name="PaidSoFar">How much of the refund had been paid in total at that time.</param>
/// <param name="RefundAmount">The amount of the whole refund: more than was paid when a part of it failed.</param>
/// <param name="Lines">The lines, which add up to the amount.</param>
/// <param name="Taxes">Net, tax and amount by rate.</param>
/// <param name="Others">The numbers of the refund's other notes.</param>
internal sealed record CreditNoteResponse(
    string Number,
    string Kind,
    string Issuer,
    Guid RefundId,
    Guid ReturnId,
    string OrderNumber,
    string? InvoiceNumber,
    DateTimeOffset IssuedAt,
    DateTimeOffset PaidAt,
    string Currency,
    long Net,
    long Tax,
    long Amount,
    long PaidSoFar,
    long RefundAmount,
    IReadOnlyList<CreditedLine> Lines,
    IReadOnlyList<TaxOfRate> Taxes,
    IReadOnlyList<string> Others
)
{
    public const string Credit = "credit";
    public const string Cancellation = "cancellation";

    public static CreditNoteResponse Of(CreditNote note, IReadOnlyCollection<OtherNote> others)
    {
        var taxes = TaxOfRate.Of(note.Lines);
        return new(
            CreditNoteNumber.Of(note.StorefrontId, note.Serial),
            note.Amount < 0 ? Cancellation : Credit,
            note.Issuer,
            note.RefundId,
            note.ReturnId,
            note.OrderNumber,
            note.InvoiceNumber,
            note.IssuedAt,
            note.PaidAt,
            note.Currency,
            taxes.Sum(x => x.Net),
            taxes.Sum(x => x.Tax),
            note.Amount,
            note.Amount + others.Where(x => x.Ordinal < note.Ordinal).Sum(x => x.Amount),
            note.RefundAmount,
            [.. note.Lines.Select(CreditedLine.Of)],
            taxes,
            [.. others.Select(x => CreditNoteNumber.Of(note.StorefrontId, x.Serial))]
        );
    }
}

/// <summary>Another note of the same refund, without its lines.</summary>
internal sealed record OtherNote(long Serial, int Ordinal, long Amount);

/// <inheritdoc cref="RefundedLine"/>
/// <param name="Amount">The sum of price, discount, tax, shipping, fees and price difference.</param>
/// <param name="Taxes">Amounts by tax rate: goods and postage may have different rates.</param>
internal sealed record CreditedLine(
    string LineId,
    string? Sku,
    string? Description,
    int Quantity,
    long Price,
    long Discount,
    long Tax,
    long IncludedTax,
    long Shipping,
    long Fees,
    int? TaxRate,
    long? PriceDifference,
    long? ShippingTax,
    int? ShippingTaxRate,
    long Amount,
    IReadOnlyList<TaxOfRate> Taxes
)
{
    public static CreditedLine Of(RefundedLine line) =>
        new(
            line.LineId,
            line.Sku,
            line.Description,
            line.Quantity,
            line.Price,
            line.Discount,
            line.Tax,
            line.IncludedTax,
            line.Shipping,
            line.Fees,
            line.TaxRate,
            line.PriceDifference,
            line.ShippingTax,
            line.ShippingTaxRate,
            CreditedLines.Amount(line),
            TaxOfRate.Of([line])
        );
}
