using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.FairUse;

/// <summary>A customer does not agree with their standing: a person looks at it again.</summary>
internal sealed class Appeal : IVersioned, IStorefrontOwned
{
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

    /// <summary>By when it is to be answered; null: it was.</summary>
    public DateTimeOffset? DueAt { get; set; }
    public DateTimeOffset? AnsweredAt { get; set; }

    /// <summary>The id of the person who has answered.</summary>
    public string? AnsweredBy { get; set; }
    public string? AnsweredByName { get; set; }

    /// <summary>Whether the customer's figures began anew.</summary>
    public bool Granted { get; set; }

    /// <summary>For the customer.</summary>
    public string? Answer { get; set; }
    public int Version { get; set; }
}
