using AfterSalesMesh.Contracts.Refund;

namespace AfterSalesMesh.Refund.CreditNotes;

/// <summary>
/// The lines of a note for the step from one paid amount of a refund to another. Each component gets its share of the paid
/// amount, rounded so that the shares add up to it; a note is the difference of two such lists. So the notes of a refund add up
/// to its paid amount, component by component, and a cancellation is its original with reversed signs.
/// </summary>
/// <example>
/// A refund of 10.00 is a shirt at 9.00 and shipping of 1.00, and 3.33 of it is paid. The running sums 9.00 and 10.00 become
/// 2.99 and 3.33, so the note has a price of 2.99 and shipping of 0.34. When the rest is paid, a second note has 6.01 and 0.66.
/// </example>
internal static class CreditedLines
{
    /// <summary>The id of the extra line that makes the lines add up to the refund; the only line if none are known.</summary>
    public const string Rest = "rest";

    /// <param name="lines">The lines of the whole refund; null: not known.</param>
    /// <param name="amount">The amount of the whole refund, in minor units, more than 0.</param>
    /// <param name="before">The sum of the earlier notes.</param>
    /// <param name="after">The amount paid now.</param>
    public static IReadOnlyList<RefundedLine> Of(
        IReadOnlyList<RefundedLine>? lines,
        long amount,
        long before,
        long after
    )
    {
        var whole = WithDifference(lines ?? [], amount);
        Int128 sum = 0;
        return
        [
            .. whole.Select(x =>
                x with
                {
                    Price = Share(x.Price),
                    Discount = Share(x.Discount),
                    Tax = Share(x.Tax),
                    Shipping = Share(x.Shipping),
                    Fees = Share(x.Fees),
                    PriceDifference = x.PriceDifference is { } difference ? Share(difference) : null,
                    // Included in the other components, and therefore rounded separately.
                    IncludedTax = ShareAlone(x.IncludedTax),
                    ShippingTax = x.ShippingTax is { } shippingTax ? ShareAlone(shippingTax) : null,
                }
            ),
        ];

        long ShareAlone(long component) => (long)(Part(component, after) - Part(component, before));

        long Share(long component)
        {
            var from = sum;
            sum += component;
            return (long)(Part(sum, after) - Part(from, after) - Part(sum, before) + Part(from, before));
        }

        Int128 Part(Int128 value, long paid) => Floor(value * paid, amount);
    }

    /// <summary>The amount of a line, in minor units.</summary>
    public static long Amount(RefundedLine line) =>
        line.Price + line.Discount + line.Tax + line.Shipping + line.Fees + (line.PriceDifference ?? 0);

    // Lines that do not add up to the amount must not stop the refund: the difference becomes a line of its own.
    private static List<RefundedLine> WithDifference(IReadOnlyList<RefundedLine> lines, long amount)
    {
        var rest = lines.Aggregate((Int128)amount, (left, x) => left - Amount(x));
        return rest == 0
            ? [.. lines]
            : [.. lines, new RefundedLine(Rest, null, null, 1, checked((long)rest), 0, 0, 0, 0, 0, null)];
    }

    private static Int128 Floor(Int128 value, Int128 by) => value / by - (value % by < 0 ? 1 : 0);
}
