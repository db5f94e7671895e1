using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns.Bulk;

/// <summary>Returns that were requested together, over many orders. Its lines are decided order by order.</summary>
internal sealed class BulkJob : IStorefrontOwned, IDue, IVersioned
{
    public Guid Id { get; init; }
    public required string StorefrontId { get; init; }
    public required string Channel { get; init; }

    /// <summary>One of <see cref="BulkStatuses"/>.</summary>
    public required string Status { get; set; }
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>Its slot among the storefront's running bulk requests, from 0.</summary>
    public int Place { get; init; }
    public DateTimeOffset RequestedAt { get; init; }
    public required string RequestedBy { get; init; }
    public required string RequestedByName { get; init; }

    /// <summary>The number of its lines.</summary>
    public int Total { get; init; }

    /// <summary>The number of lines accepted so far.</summary>
    public int Accepted { get; set; }

    /// <summary>The number of lines refused so far.</summary>
    public int Refused { get; set; }
    public List<BulkLine> Lines { get; init; } = [];
    public int Version { get; set; }
}

internal static class BulkStatuses
{
    public const string Running = "running";
    public const string Done = "done";
}

/// <summary>A line of a <see cref="BulkJob"/>: pieces of an order line, for one wearer or none.</summary>
internal sealed class BulkLine : IStorefrontOwned
{
    public Guid JobId { get; init; }

    /// <summary>Its position in the request, from 0.</summary>
    public int Position { get; init; }
    public required string StorefrontId { get; init; }
    public required string OrderNumber { get; init; }
    public required string LineId { get; init; }
    public int Quantity { get; init; }
    public required string Reason { get; init; }
    public required string Resolution { get; init; }

    /// <summary>The company's own reference of the person who wore it; null: none was given.</summary>
    public string? Wearer { get; init; }
    public string? Comment { get; init; }

    /// <summary>One of <see cref="BulkOutcomes"/>; it changes only once.</summary>
    public string Outcome { get; private set; } = BulkOutcomes.Pending;

    /// <summary>The return that the line is in; null: none.</summary>
    public Guid? ReturnId { get; private set; }

    /// <summary>The rule that accepted or refused the line.</summary>
    public string? Rule { get; private set; }

    /// <summary>The reason for a refusal, for customers.</summary>
    public LocalText? Refusal { get; private set; }

    public void Accept(Guid returnId, string rule) =>
        (Outcome, ReturnId, Rule) = (BulkOutcomes.Accepted, returnId, rule);

    public void Refuse(string rule, LocalText why) => (Outcome, Rule, Refusal) = (BulkOutcomes.Refused, rule, why);
}

internal static class BulkOutcomes
{
    public const string Pending = "pending";
    public const string Accepted = "accepted";
    public const string Refused = "refused";
}
