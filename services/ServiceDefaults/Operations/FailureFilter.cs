using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;

namespace AfterSalesMesh.ServiceDefaults.Operations;

/// <summary>
/// Selects the failures that a caller asks for and may see: messages of the caller's storefronts, and messages without an
/// owner, which are unreadable or come from the service itself.
/// </summary>
internal static class FailureFilter
{
    public static IQueryable<Failure> Waiting(this IQueryable<Failure> failures, Caller caller, ReplayRequest asked) =>
        failures
            .Of(caller)
            .Where(x => x.ReplayedAt == null)
            .Where(x => asked.Kind == null || x.Kind == asked.Kind)
            .Where(x => asked.MessageType == null || x.MessageType == asked.MessageType)
            .Where(x => asked.Reason == null || x.Reason.Contains(asked.Reason))
            .Where(x => asked.ReturnId == null || x.Subject == asked.ReturnId);

    public static IQueryable<Failure> Of(this IQueryable<Failure> failures, Caller caller) =>
        failures.Where(x => x.Owner == null || caller.Storefronts.Contains(x.Owner));

    public static void Check(this ReplayRequest asked, Checks checks)
    {
        checks.OneOf(asked.Kind, typeof(FailureKinds), "kind");
        checks.OptionalText(asked.MessageType, "messageType", 200);
        checks.OptionalText(asked.Reason, "reason", 200);
    }

    public static FailureItem ToItem(this Failure failure, string service) =>
        new(
            $"{service}-{failure.Id}",
            service,
            failure.Kind,
            failure.Endpoint,
            failure.MessageType,
            failure.MessageId,
            failure.Reason,
            failure.Count,
            failure.FirstAt,
            failure.LastAt,
            failure.ReplayedAt,
            failure.Subject,
            failure.TraceId
        );
}
