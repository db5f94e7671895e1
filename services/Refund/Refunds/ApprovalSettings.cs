using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>What needs a second person: <c>Refund</c> in the configuration.</summary>
internal sealed class ApprovalSettings
{
    /// <summary>By currency, minor units: where the refunds of an order that nobody has approved come to more, the next one waits until somebody approves it. Other currencies have no limit.</summary>
    public Dictionary<string, long> ApproveAbove { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Minor units; null: there is none.</summary>
    public long? LimitOf(string currency) => ApproveAbove.TryGetValue(currency, out var limit) ? limit : null;
}

internal static class ApprovalRegistration
{
    public static void AddApproval(this IHostApplicationBuilder builder) =>
        Settings
            .Bind<ApprovalSettings>(builder.Services, builder.Configuration.GetSection("Refund"))
            .Validate(
                x => x.ApproveAbove.All(limit => limit.Key.Length == 3 && limit.Value >= 0),
                "Refund:ApproveAbove:{currency} must be minor units, 0 or more, of a currency of ISO 4217."
            )
            .ValidateOnStart();
}
