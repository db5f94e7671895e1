using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.WhatIf;

/// <summary>A draft policy that is tried on past decisions, without changing anything else.</summary>
internal sealed class WhatIfJob : IStorefrontOwned, IDue
{
    public Guid Id { get; init; }
    public required string StorefrontId { get; init; }

    /// <summary>The company whose decisions are tried; empty: those of the storefront's own policy.</summary>
    public required string Company { get; init; }

    /// <summary>The draft, as JSON.</summary>
    public required string Document { get; init; }

    /// <summary>Only decisions from this time on; null: from the first one.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The maximum number of decisions, the latest ones.</summary>
    public int Most { get; init; }
    public required string Status { get; set; }
    public DateTimeOffset? DueAt { get; set; }
    public DateTimeOffset AskedAt { get; init; }
    public required string AskedBy { get; init; }
    public required string AskedByName { get; init; }

    /// <summary>The number of decisions to try; null: not counted yet.</summary>
    public int? Total { get; set; }

    /// <summary>The number of decisions tried so far.</summary>
    public int Done { get; set; }
    public WhatIfResult? Result { get; set; }
}

internal static class WhatIfStatuses
{
    public const string Running = "running";
    public const string Done = "done";
    public const string Cancelled = "cancelled";
}

/// <summary>The changes that the draft would make. Amounts are minor units.</summary>
/// <param name="Decisions">The number of decisions tried.</param>
/// <param name="Changed">The number of decisions with a different decision or refund.</param>
/// <param name="Moves">The numbers of changes from one decision to another.</param>
/// <param name="Rules">For each rule, the number of changed decisions that were decided by it before, and the number that the draft decides by it; at most 200 rules.</param>
/// <param name="Money">The refunds by currency.</param>
/// <param name="MostAffected">The changed decisions with the largest differences, at most 100.</param>
internal sealed record WhatIfResult(
    int Decisions,
    int Changed,
    IReadOnlyList<WhatIfMove> Moves,
    IReadOnlyList<WhatIfRule> Rules,
    IReadOnlyList<WhatIfMoney> Money,
    IReadOnlyList<WhatIfCase> MostAffected
);

internal sealed record WhatIfMove(string Before, string After, int Decisions);

/// <param name="Rule">The rule with its subject, for example <c>windows/return_window</c>.</param>
internal sealed record WhatIfRule(string Rule, int Before, int After);

internal sealed record WhatIfMoney(string Currency, long Before, long After);

/// <param name="Customer">The storefront's own reference of the customer; null: the order names none.</param>
/// <param name="Rules">The rules by which the draft decides, at most 20.</param>
internal sealed record WhatIfCase(
    Guid DecisionId,
    Guid OrderId,
    string? OrderNumber,
    string? Customer,
    Guid? ReturnId,
    DateTimeOffset At,
    string Currency,
    string Before,
    string After,
    long RefundBefore,
    long RefundAfter,
    IReadOnlyList<string> Rules
);
