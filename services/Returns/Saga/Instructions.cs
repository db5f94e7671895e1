using AfterSalesMesh.Returns.Evidence;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>The person who instructs a return.</summary>
/// <param name="Id">The person's id.</param>
/// <param name="Name">The person's name.</param>
internal sealed record Instructor(string Id, string Name);

/// <summary>The policy approves the request, or an agent does.</summary>
/// <param name="By">The agent; null: the policy.</param>
internal sealed record Approval(Instructor? By = null);

/// <summary>The policy leaves the request to an agent.</summary>
internal sealed record Referral(Review Review);

/// <summary>An agent rejects the request.</summary>
/// <param name="Reason">The reason for the timeline, in the agent's words.</param>
/// <param name="Text">The reason for the customer.</param>
internal sealed record Rejection(Instructor By, string Reason, string Text);

/// <summary>An agent asks the customer for evidence.</summary>
/// <param name="Text">The question to the customer.</param>
internal sealed record EvidenceRequest(Instructor By, string Text);

/// <summary>Photos or a text of the customer are added to a request under review.</summary>
/// <param name="Lines">The lines that get photos.</param>
/// <param name="Text">The customer's text; null: none.</param>
internal sealed record EvidenceAddition(Instructor By, IReadOnlyList<LineEvidence> Lines, string? Text);

/// <param name="Reason">The reason that the line was requested for; null: it has only one.</param>
/// <param name="Photos">The photos that are added.</param>
/// <param name="OrderNumber">Null: the return's own order.</param>
internal sealed record LineEvidence(
    string LineId,
    string? Reason,
    IReadOnlyList<EvidencePhoto> Photos,
    string? OrderNumber = null
);

/// <summary>A person cancels the return before it was handed to a carrier.</summary>
internal sealed record Cancellation(Instructor By);

/// <summary>A person withdraws units of the return before anything has come.</summary>
/// <param name="Lines">The lines with their new quantities.</param>
internal sealed record LineReduction(Instructor By, IReadOnlyList<ReducedLine> Lines);

/// <param name="Quantity">The number of units that will still come back; 0: none.</param>
/// <param name="OrderNumber">Null: the return's own order.</param>
internal sealed record ReducedLine(string LineId, string Reason, int Quantity, string? OrderNumber = null);

/// <summary>An agent closes the return manually: it no longer waits for anything.</summary>
/// <param name="Reason">The reason, in the agent's words.</param>
internal sealed record ManualClosing(Instructor By, string Reason);

/// <summary>An agent opens a round with the units that came too late.</summary>
internal sealed record NewRound(Instructor By);

/// <summary>Nothing more is expected and every round is settled: the return ends. Raised after another event.</summary>
internal sealed record AllSettled;
