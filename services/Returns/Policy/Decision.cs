using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>
/// A policy's decision on a quote or a request, with its facts, so that another policy can decide it again. It has no
/// personal data: only the order names the customer.
/// </summary>
internal sealed class Decision : IStorefrontOwned, IExpiring
{
    /// <summary>Time-ordered.</summary>
    public Guid Id { get; init; }
    public required string StorefrontId { get; init; }

    /// <summary>One of <see cref="DecisionKinds"/>.</summary>
    public required string Kind { get; init; }
    public Guid OrderId { get; init; }

    /// <summary>The return that was requested; null: a quote or a refused request.</summary>
    public Guid? ReturnId { get; init; }
    public required string Company { get; init; }

    /// <summary>The version of the policy that decided.</summary>
    public int PolicyVersion { get; init; }

    /// <summary>One of <see cref="DecisionWords"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>Minor units of the facts' currency.</summary>
    public long Refund { get; init; }
    public required PolicyFacts Facts { get; init; }

    /// <summary>The rules that fired, each with its subject: <c>windows/return_window</c>.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>When its retention is over.</summary>
    public DateTimeOffset KeptUntil { get; init; }

    public static Decision Of(
        string kind,
        string storefront,
        Guid order,
        Guid? @return,
        EffectivePolicy policy,
        PolicyFacts facts,
        PolicyOutcome outcome,
        Guid? id = null
    ) =>
        new()
        {
            Id = id ?? Guid.CreateVersion7(facts.At),
            StorefrontId = storefront,
            Kind = kind,
            OrderId = order,
            ReturnId = @return,
            Company = policy.Company,
            PolicyVersion = policy.Number,
            Outcome = outcome.Decision,
            Refund = outcome.Refund,
            Facts = facts,
            Rules = RulesOf(outcome),
            KeptUntil = policy.Document.DecisionsKept.EndFrom(facts.At, TimeZoneInfo.Utc),
        };

    public static List<string> RulesOf(PolicyOutcome outcome) =>
        [.. outcome.AllRules.Select(x => x.Subject is null ? x.Rule : $"{x.Subject}/{x.Rule}").Distinct()];
}

internal static class DecisionKinds
{
    public const string Quote = "quote";
    public const string Request = "request";
}
