using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.FairUse;

/// <summary>The record that a person dismissed a signal about a customer; never changed.</summary>
internal sealed class SignalDismissal : IStorefrontOwned
{
    /// <summary>Time-ordered.</summary>
    public Guid Id { get; init; }
    public required string StorefrontId { get; init; }

    /// <summary>The storefront's own reference of the customer.</summary>
    public required string Customer { get; init; }

    /// <summary>One of <see cref="SignalKinds"/>.</summary>
    public required string Signal { get; init; }

    /// <summary>The figure that was dismissed.</summary>
    public int Figure { get; init; }

    /// <summary>The reason, in the person's words.</summary>
    public required string Note { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>The person's id.</summary>
    public required string By { get; init; }
    public required string ByName { get; init; }

    public static SignalDismissal Of(
        string storefront,
        string customer,
        Signal signal,
        string note,
        (string Id, string Name) by,
        DateTimeOffset at
    ) =>
        new()
        {
            Id = Guid.CreateVersion7(at),
            StorefrontId = storefront,
            Customer = customer,
            Signal = signal.Kind,
            Figure = signal.Figure,
            Note = note,
            At = at,
            By = by.Id,
            ByName = by.Name,
        };
}
