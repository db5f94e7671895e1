using System.Globalization;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>A fact about a customer's past that an agent should know when they decide.</summary>
/// <param name="Kind">One of <see cref="SignalKinds"/>.</param>
/// <param name="Figure">Percent for <see cref="SignalKinds.ReturnRate"/>, else a count.</param>
/// <param name="Text">The fact as a sentence.</param>
internal sealed record Signal([property: OneOf(typeof(SignalKinds))] string Kind, int Figure, LocalText Text)
{
    /// <param name="addresses">How many addresses the customer's orders went to.</param>
    /// <param name="terms">The figures above which a fact is a signal.</param>
    public static IReadOnlyList<Signal> Of(Standing standing, int addresses, SignalTerms terms)
    {
        List<Signal> signals = [];
        Add(
            SignalKinds.ReturnRate,
            standing.ReturnRate,
            standing.Orders >= 2 && standing.ReturnRate > terms.ReturnRateAbove,
            new(
                "购买的{pieces}件商品中退回了{returned}件（{figure}%）。",
                "{returned} of {pieces} pieces bought were returned ({figure} %)."
            )
        );
        Add(
            SignalKinds.Mismatches,
            standing.Mismatches,
            standing.Mismatches > terms.MismatchesAbove,
            new("有{figure}件退货与申请的商品不符。", "{figure} returned pieces did not match the request.")
        );
        Add(
            SignalKinds.Worn,
            standing.Worn,
            standing.Worn > terms.WornAbove,
            new("有{figure}件退货有使用痕迹。", "{figure} returned pieces were worn or damaged.")
        );
        Add(
            SignalKinds.ManyAddresses,
            addresses,
            addresses > terms.AddressesAbove,
            new("订单寄往{figure}个不同的地址。", "The orders went to {figure} different addresses.")
        );
        return signals;

        void Add(string kind, int figure, bool isSignal, LocalText text)
        {
            if (isSignal)
            {
                signals.Add(new(kind, figure, new(Fill(text.Chinese), Fill(text.English))));
            }

            string Fill(string sentence) =>
                sentence
                    .Replace("{figure}", Number(figure), StringComparison.Ordinal)
                    .Replace("{pieces}", Number(standing.Pieces), StringComparison.Ordinal)
                    .Replace("{returned}", Number(standing.ReturnedPieces), StringComparison.Ordinal);
        }

        static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}

internal static class SignalKinds
{
    public const string ReturnRate = "return_rate";

    /// <summary>Returned pieces that did not match the request.</summary>
    public const string Mismatches = "mismatches";
    public const string Worn = "worn";
    public const string ManyAddresses = "many_addresses";
}
