using System.Text.Json;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>JSON as Stripe and Alipay write it: <c>snake_case</c>.</summary>
internal static class ProviderJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellation) =>
        await response.Content.ReadFromJsonAsync<T>(Options, cancellation)
        ?? throw new HttpRequestException("The provider's answer has no content.");
}
