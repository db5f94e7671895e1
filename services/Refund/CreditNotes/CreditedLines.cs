using AfterSalesMesh.Contracts.Refund;

namespace AfterSalesMesh.Refund.CreditNotes;

/// <summary>
/// What a note lists when the money paid of a refund goes from one sum to another. Each component gets its share of what is
/// paid, rounded so that all shares add up to it; a note is the difference of two such lists. So the notes of a refund add
/// up to what is paid of it, component by component, and one that cancels is its original with the signs turned.
/// </summary>
/// <example>
/// 10.00 are a shirt at 9.00 and shipping of 1.00; 3.33 of it could be paid. Running sums 9.00 and 10.00 become 2.99 and
/// 3.33: the note says price 2.99, shipping 0.34. Paid in full later, a second note says price 6.01, shipping 0.66.
/// </example>
internal static class CreditedLines
{
    /// <summary>The line for the difference between the refund and its lines.</summary>
    public const string Rest = "rest";

    /// <param name="lines">What the refund is made of; null: not told.</param>
    /// <param name="amount">What the refund is, in minor units, more than 0.</param>
    /// <param name="before">What earlier notes say.</param>
    /// <param name="after">What is paid now.</param>
    public static IReadOnlyList<RefundedLine> Of(
        IReadOnlyList<RefundedLine>? lines,
        long amount,
        long before,
        long after
    )
    {
        var whole = Whole(lines ?? [], amount);
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
                    // Within the others and no part of the sum: of its own.
                    IncludedTax = OfItsOwn(x.IncludedTax),
                    ShippingTax = x.ShippingTax is { } shippingTax ? OfItsOwn(shippingTax) : null,
                }
            ),
        ];

        long OfItsOwn(long component) => (long)(Part(component, after) - Part(component, before));

        long Share(long component)
        {
            var from = sum;
            sum += component;
            return (long)(Part(sum, after) - Part(from, after) - Part(sum, before) + Part(from, before));
        }

        Int128 Part(Int128 value, long paid) => Floor(value * paid, amount);
    }

    /// <summary>What a line gives, in minor units.</summary>
    public static long Amount(RefundedLine line) =>
        line.Price + line.Discount + line.Tax + line.Shipping + line.Fees + (line.PriceDifference ?? 0);

    // A wrong description must not hold the money back: the difference is a line of its own.
    private static List<RefundedLine> Whole(IReadOnlyList<RefundedLine> lines, long amount)
    {
        var rest = lines.Aggregate((Int128)amount, (left, x) => left - Amount(x));
        return rest == 0
            ? [.. lines]
            : [.. lines, new RefundedLine(Rest, null, null, 1, checked((long)rest), 0, 0, 0, 0, 0, null)];
    }

    private static Int128 Floor(Int128 value, Int128 by) => value / by - (value % by < 0 ? 1 : 0);
}
