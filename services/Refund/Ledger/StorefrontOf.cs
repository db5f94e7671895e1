using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AfterSalesMesh.Refund.Ledger;

/// <summary>The one storefront that a call of finance is about: staff look after several.</summary>
internal static class StorefrontOf
{
    /// <param name="caller">Who asks.</param>
    /// <param name="asked">Which one they name; needed of those who have several.</param>
    /// <param name="storefront">That one.</param>
    /// <returns>The refusal, or null.</returns>
    public static ProblemHttpResult? Call(Caller caller, string? asked, out string storefront)
    {
        storefront = asked ?? (caller.Storefronts is [var only] ? only : "");
        return asked is null && storefront.Length == 0
                ? Problem.Of(
                    StatusCodes.Status400BadRequest,
                    "invalid_request",
                    $"storefrontId must be one of {string.Join(", ", caller.Storefronts)}",
                    new Dictionary<string, string[]> { ["storefrontId"] = ["must be one of your storefronts"] }
                )
            : caller.Storefronts.Contains(storefront) ? null
            : Problem.NotFound("storefront");
    }
}
