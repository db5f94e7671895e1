using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace AfterSalesMesh.ServiceDefaults.Http;

/// <summary>How slowly the body of a request may arrive.</summary>
public static class SlowBody
{
    /// <summary>
    /// A body that arrives more slowly is refused, but not within its first half minute: the seconds in which the sender, the gateway or
    /// this process gets no CPU count, too.
    /// </summary>
    public static MinDataRate MinRate { get; } = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(30));

    internal const string Detail =
        "The body did not arrive in time. Send the request again, with the same Idempotency-Key.";

    /// <summary>408 <c>request_timeout</c>.</summary>
    public static ProblemHttpResult Refuse() =>
        Problem.Of(StatusCodes.Status408RequestTimeout, "request_timeout", Detail);
}
