using System.Text.Json;

namespace AfterSalesMesh.Chaos;

/// <summary>The result of a run in numbers. The promise is kept when all errors are 0 and the error queues hold the poison messages only.</summary>
internal sealed record Verdict
{
    public int Seed { get; init; }

    public int Faults { get; init; }

    /// <summary>How often each fault was caused.</summary>
    public IReadOnlyDictionary<string, int> FaultCounts { get; init; } = new Dictionary<string, int>();

    /// <summary>How often each course of a return came to its end.</summary>
    public IReadOnlyDictionary<string, int> Outcomes { get; init; } = new Dictionary<string, int>();

    /// <summary>Faults and outcomes that happened too seldom for the run to prove anything about them.</summary>
    public int TooSeldom { get; init; }

    /// <summary>Returns that were accepted.</summary>
    public int Accepted { get; init; }

    /// <summary>Accepted returns that have ended, with their refund paid.</summary>
    public int Ended { get; init; }

    /// <summary>Accepted returns that are parked, with a reason.</summary>
    public int Parked { get; init; }

    /// <summary>Accepted returns that are neither, and returns that nobody requested.</summary>
    public int Lost { get; init; }

    /// <summary>Refunds that the provider made twice, or that the mesh did not request.</summary>
    public int DoubleRefunds { get; init; }

    /// <summary>Payments that refunded more than they had captured.</summary>
    public int OverRefunds { get; init; }

    /// <summary>Payments whose row disagrees with the provider.</summary>
    public int CapErrors { get; init; }

    /// <summary>Refund parts on which ledger and provider disagree, and postings that do not balance.</summary>
    public int LedgerErrors { get; init; }

    /// <summary>Steps of which the customer was not sent a message under exactly one message id.</summary>
    public int Untold { get; init; }

    /// <summary>Rows that should have been deleted.</summary>
    public int Leftovers { get; init; }

    public long InErrorQueues { get; init; }

    public int PoisonInjected { get; init; }

    /// <summary>Errors of the settlement file that were not found, and exceptions found without an error; null: no file was reconciled.</summary>
    public int? SettlementErrors { get; init; }

    /// <summary>
    /// The longest time from the end of a round of faults until a return that was begun then was completed.
    /// </summary>
    public double RecoverySecondsMax { get; init; }

    public bool IsKept() =>
        (Lost, DoubleRefunds, OverRefunds, CapErrors, LedgerErrors, Untold, Leftovers) == (0, 0, 0, 0, 0, 0, 0)
        && InErrorQueues == PoisonInjected
        && SettlementErrors is null or 0
        && TooSeldom == 0
        && Accepted > 0;

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}
