using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AfterSalesMesh.ServiceDefaults.Identity;

public static class CallerStorefront
{
    /// <summary>Finds the one storefront that a call is about.</summary>
    /// <param name="caller">The caller; staff may act for several storefronts.</param>
    /// <param name="asked">The storefront that the call names; optional if the caller has only one.</param>
    /// <param name="storefront">The result.</param>
    /// <returns>The refusal; null: the storefront was found.</returns>
    public static ProblemHttpResult? ResolveStorefront(this Caller caller, string? asked, out string storefront)
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
