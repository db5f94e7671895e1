using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AfterSalesMesh.ServiceDefaults;

/// <summary>RFC 9457 problem details with a stable <c>type</c>: <c>urn:aftersales:problem:{word}</c>.</summary>
public static class Problem
{
    /// <param name="word">A stable snake_case word that programs can act on.</param>
    /// <param name="detail">What is wrong, where, and what is required.</param>
    /// <param name="errors">All errors by JSON path, if there are several.</param>
    public static ProblemHttpResult Of(
        int status,
        string word,
        string detail,
        IReadOnlyDictionary<string, string[]>? errors = null
    ) =>
        TypedResults.Problem(
            statusCode: status,
            type: TypeOf(word),
            detail: detail,
            extensions: errors is null ? null : [new("errors", errors)]
        );

    public static string TypeOf(string word) => $"urn:aftersales:problem:{word}";

    public static ProblemHttpResult NotFound(string what) =>
        Of(StatusCodes.Status404NotFound, "not_found", $"There is no such {what}, or it is not yours.");
}
