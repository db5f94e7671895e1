using System.Net;
using System.Text.Json.Nodes;

namespace AfterSalesMesh.Mesh.Tests.Refund;

internal static class AdjustmentCalls
{
    /// <summary>Reports an adjustment of a payment, under a new reference unless it is given.</summary>
    public static Task<(HttpStatusCode Status, JsonNode Body)> PostAdjustmentAsync(
        this HttpClient client,
        string payment,
        string? kind,
        long amount,
        string? reference = null,
        string? storefrontId = null,
        string currency = "EUR",
        string? method = null
    ) =>
        client.PostWithKeyAsync(
            $"/v1/payments/{payment}/adjustments",
            new
            {
                kind,
                amount,
                currency,
                reference = reference ?? Guid.NewGuid().ToString(),
                storefrontId,
                method,
            }
        );
}
