using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.FairUse;

/// <summary>A customer's appeal against their standing, for a person to review.</summary>
internal sealed class Appeal : IDue, IVersioned, IStorefrontOwned
{
    public const string ByPolicy = "policy";

    /// <summary>Time-ordered.</summary>
    public Guid Id { get; init; }
    public required string StorefrontId { get; init; }

    /// <summary>The storefront's own reference of the customer.</summary>
    public required string Customer { get; init; }

    /// <summary>The customer's text; null: none.</summary>
    public string? Text { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>The customer's figures when they appealed.</summary>
    public Standing? Standing { get; init; }
    public IReadOnlyList<Signal> Signals { get; init; } = [];

    /// <summary>The ids of the customer's last returns, the latest first.</summary>
    public IReadOnlyList<Guid> Recent { get; init; } = [];

    /// <summary>By when an agent must answer; null: it is answered.</summary>
    public DateTimeOffset? AnswerBy { get; private set; }

    /// <summary>The answer when nobody answers in time: one of <see cref="AgentDefaults"/>.</summary>
    public string AgentDefault { get; private set; } = "";

    /// <summary>When <see cref="AppealWorker"/> handles it.</summary>
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>How often the worker has leased it since it was answered.</summary>
    public int Attempts { get; set; }
    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>The id of the person who answered; <see cref="ByPolicy"/>: nobody answered in time.</summary>
    public string? AnsweredBy { get; private set; }
    public string? AnsweredByName { get; private set; }

    /// <summary>True when the customer's figures were reset.</summary>
    public bool Granted { get; private set; }

    /// <summary>The answer for the customer; null: the policy decided.</summary>
    public string? Answer { get; private set; }

    /// <summary>What became of the message with the answer, see <see cref="CustomerTold.Outcome"/>; null: not known yet.</summary>
    public string? Told { get; private set; }
    public int Version { get; set; }

    /// <summary>Opens the appeal for as long as the policy gives the agents.</summary>
    public void Open(ClockTerms clocks, TimeZoneInfo zone)
    {
        (AnswerBy, AgentDefault) = (clocks.Agent.EndFrom(At, zone), clocks.AgentDefault);
        DueAt = AnswerBy;
    }

    /// <param name="by">The id and name of the person; <see cref="ByPolicy"/> twice.</param>
    /// <param name="due">The database's time: the customer is told at once.</param>
    public void Close(bool granted, string? text, (string Id, string Name) by, DateTimeOffset now, DateTimeOffset due)
    {
        (AnswerBy, AnsweredAt, Granted, Answer) = (null, now, granted, text);
        (AnsweredBy, AnsweredByName) = by;
        (DueAt, Attempts) = (due, 0);
    }

    public void RecordTold(string outcome) => (Told, DueAt) = (outcome, null);

    /// <summary>The message with the answer.</summary>
    public TellCustomer ToTellCustomer(string? email, string? locale) =>
        new(
            ReturnId: null,
            StorefrontId,
            Id,
            Granted ? Steps.AppealGranted : Steps.AppealDenied,
            email,
            locale,
            OrderNumber: null,
            RmaNumber: null,
            HandOverBy: null,
            Amount: null,
            Currency: null,
            Text: Answer,
            AppealedAt: At
        );
}
