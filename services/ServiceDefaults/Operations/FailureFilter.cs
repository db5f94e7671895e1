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
    public static IQueryable<Failure> Waiting(this IQueryable<Failure> failures, Caller caller, ReplayRequest filter) =>
        failures
            .Of(caller)
            .Where(x => x.ReplayedAt == null)
            .Where(x => filter.Kind == null || x.Kind == filter.Kind)
            .Where(x => filter.MessageType == null || x.MessageType == filter.MessageType)
            .Where(x => filter.Reason == null || x.Reason.Contains(filter.Reason))
            .Where(x => filter.ReturnId == null || x.Subject == filter.ReturnId);

    public static IQueryable<Failure> Of(this IQueryable<Failure> failures, Caller caller) =>
        failures.Where(x => x.Owner == null || caller.Storefronts.Contains(x.Owner));

    public static void Check(this ReplayRequest filter, Checks checks)
    {
        checks.OneOf(filter.Kind, typeof(FailureKinds), "kind");
        checks.OptionalText(filter.MessageType, "messageType", 200);
        checks.OptionalText(filter.Reason, "reason", 200);
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
