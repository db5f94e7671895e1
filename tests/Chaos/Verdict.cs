using System.Text.Json;

namespace AfterSalesMesh.Chaos;

/// <summary>The promise in numbers: all that should be 0 is 0, and the error queues hold the poison and nothing else.</summary>
internal sealed record Verdict
{
    public int Seed { get; init; }

    public int Faults { get; init; }

    /// <summary>Returns that were answered with yes.</summary>
    public int Accepted { get; init; }

    /// <summary>Of them at their end, with what is owed paid.</summary>
    public int Ended { get; init; }

    /// <summary>Of them visibly waiting for a person, with a reason.</summary>
    public int Parked { get; init; }

    /// <summary>Of them neither; and returns that nobody asked for.</summary>
    public int Lost { get; init; }

    /// <summary>Refunds that the provider made twice, or that we never asked for.</summary>
    public int DoubleRefunds { get; init; }

    /// <summary>Payments of which more went back than they had captured.</summary>
    public int OverRefunds { get; init; }

    /// <summary>Payments whose row says otherwise than the provider.</summary>
    public int CapErrors { get; init; }

    /// <summary>Parts of refunds that ledger and provider disagree on, and what does not balance.</summary>
    public int LedgerErrors { get; init; }

    /// <summary>Steps that the customer did not hear of under exactly one message id.</summary>
    public int Untold { get; init; }

    /// <summary>Rows that should have gone by now.</summary>
    public int Leftovers { get; init; }

    public long InErrorQueues { get; init; }

    public int PoisonInjected { get; init; }

    /// <summary>Errors of the settlement file that were not found, and what was found without being one; null: it was not looked at.</summary>
    public int? SettlementErrors { get; init; }

    /// <summary>
    /// The longest time from the end of a round of faults until a return that was begun then was completed.
    /// </summary>
    public double RecoverySecondsMax { get; init; }

    public bool IsKept() =>
        (Lost, DoubleRefunds, OverRefunds, CapErrors, LedgerErrors, Untold, Leftovers) == (0, 0, 0, 0, 0, 0, 0)
        && InErrorQueues == PoisonInjected
        && SettlementErrors is null or 0
        && Accepted > 0;

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);
}
