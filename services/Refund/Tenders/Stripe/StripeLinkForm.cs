using System.Globalization;
using AfterSalesMesh.Refund.Collections;

namespace AfterSalesMesh.Refund.Tenders.Stripe;

/// <summary>What Stripe is asked to make: the same to the letter each time, as it is one link only under the same key.</summary>
internal static class StripeLinkForm
{
    /// <param name="it">What is owed.</param>
    /// <param name="amount">As Stripe counts it.</param>
    public static Dictionary<string, string> Of(Collection it, long amount) =>
        new()
        {
            ["line_items[0][quantity]"] = "1",
            ["line_items[0][price_data][currency]"] = it.Currency.ToLowerInvariant(),
            ["line_items[0][price_data][unit_amount]"] = amount.ToString(CultureInfo.InvariantCulture),
            ["line_items[0][price_data][product_data][name]"] = LinkWords.Of(it),
            ["restrictions[completed_sessions][limit]"] = "1",
            // Stripe copies it to the sessions, and so to what its webhook says.
            [$"metadata[{CollectionHint.CollectionOf}]"] = it.Id.ToString(),
            [$"payment_intent_data[metadata][{CollectionHint.CollectionOf}]"] = it.Id.ToString(),
        };
}
