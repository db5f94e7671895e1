using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.FairUse;

/// <summary>A customer does not agree with their standing: a person looks at it again.</summary>
internal sealed class Appeal : IDue, IVersioned, IStorefrontOwned
{
    public const string ByPolicy = "policy";

    /// <summary>Time-ordered.</summary>
    public Guid Id { get; init; }
    public required string StorefrontId { get; init; }

    /// <summary>The storefront's own reference of the customer.</summary>
    public required string Customer { get; init; }

    /// <summary>What the customer says; null: nothing.</summary>
    public string? Text { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>The customer's figures when they appealed.</summary>
    public Standing? Standing { get; init; }
    public IReadOnlyList<Signal> Signals { get; init; } = [];

    /// <summary>The ids of the customer's last returns, the latest first.</summary>
    public IReadOnlyList<Guid> Recent { get; init; } = [];

    /// <summary>By when an agent is to answer; null: it is answered.</summary>
    public DateTimeOffset? AnswerBy { get; private set; }

    /// <summary>What becomes of it when nobody answers: a word of <see cref="AgentDefaults"/>.</summary>
    public string AgentDefault { get; private set; } = "";

    /// <summary>When <see cref="AppealWorker"/> looks at it.</summary>
    public DateTimeOffset? DueAt { get; set; }
    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>The id of the person who has answered; <see cref="ByPolicy"/>: nobody did in time.</summary>
    public string? AnsweredBy { get; private set; }
    public string? AnsweredByName { get; private set; }

    /// <summary>Whether the customer's figures were reset.</summary>
    public bool Granted { get; private set; }

    /// <summary>For the customer; null: the policy has answered.</summary>
    public string? Answer { get; private set; }
    public int Version { get; set; }

    /// <summary>Leaves it to the agents for the time that the policy gives them.</summary>
    public void Open(ClockTerms clocks, TimeZoneInfo zone)
    {
        (AnswerBy, AgentDefault) = (clocks.Agent.EndFrom(At, zone), clocks.AgentDefault);
        DueAt = AnswerBy;
    }

    /// <param name="by">The id and name of the person; <see cref="ByPolicy"/> twice.</param>
    public void Close(bool granted, string? text, (string Id, string Name) by, DateTimeOffset now)
    {
        (AnswerBy, DueAt, AnsweredAt, Granted, Answer) = (null, null, now, granted, text);
        (AnsweredBy, AnsweredByName) = by;
    }
}
