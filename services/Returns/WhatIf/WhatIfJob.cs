using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.WhatIf;

/// <summary>A draft policy that is tried on past decisions: what it would have decided. Nothing else is changed by it.</summary>
internal sealed class WhatIfJob : IStorefrontOwned, IDue
{
    public Guid Id { get; init; }
    public required string StorefrontId { get; init; }

    /// <summary>The company whose decisions are tried; empty: those of the storefront's own policy.</summary>
    public required string Company { get; init; }

    /// <summary>The draft, as JSON.</summary>
    public required string Document { get; init; }

    /// <summary>Decisions from then on; null: from the first.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>How many decisions at most, the latest of them.</summary>
    public int Most { get; init; }
    public required string Status { get; set; }
    public DateTimeOffset? DueAt { get; set; }
    public DateTimeOffset AskedAt { get; init; }
    public required string AskedBy { get; init; }
    public required string AskedByName { get; init; }

    /// <summary>How many decisions there are to try; null: not counted yet.</summary>
    public int? Total { get; set; }

    /// <summary>How many have been tried.</summary>
    public int Done { get; set; }
    public WhatIfResult? Result { get; set; }
}

internal static class WhatIfStatuses
{
    public const string Running = "running";
    public const string Done = "done";
    public const string Cancelled = "cancelled";
}

/// <summary>What the draft changes. Amounts are minor units.</summary>
/// <param name="Decisions">How many were tried.</param>
/// <param name="Changed">How many have another decision or another refund.</param>
/// <param name="Moves">How many went from one decision to another.</param>
/// <param name="Rules">By which rules: of the changed decisions, how many the draft decides by the rule, and how many were decided by it.</param>
/// <param name="Money">The refunds by currency.</param>
/// <param name="MostAffected">The changed decisions with the largest differences, 100 at most.</param>
internal sealed record WhatIfResult(
    int Decisions,
    int Changed,
    IReadOnlyList<WhatIfMove> Moves,
    IReadOnlyList<WhatIfRule> Rules,
    IReadOnlyList<WhatIfMoney> Money,
    IReadOnlyList<WhatIfCase> MostAffected
);

internal sealed record WhatIfMove(string Before, string After, int Decisions);

/// <param name="Rule">With its subject, for example <c>windows/return_window</c>.</param>
internal sealed record WhatIfRule(string Rule, int Before, int After);

internal sealed record WhatIfMoney(string Currency, long Before, long After);

/// <param name="Customer">The storefront's own reference; null: the order names none.</param>
/// <param name="Rules">Those by which the draft decides.</param>
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
