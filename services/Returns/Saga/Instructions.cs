using AfterSalesMesh.Returns.Evidence;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>Who tells a return to do something.</summary>
/// <param name="Id">The person's id.</param>
/// <param name="Name">The person's name.</param>
internal sealed record Instructor(string Id, string Name);

/// <summary>The policy approves the request, or an agent does.</summary>
/// <param name="By">Null: the policy.</param>
internal sealed record Approval(Instructor? By = null);

/// <summary>The policy leaves the request to an agent.</summary>
internal sealed record Referral(Review Review);

/// <summary>An agent rejects the request.</summary>
/// <param name="Reason">In the agent's words, for the timeline.</param>
/// <param name="Text">For the customer.</param>
internal sealed record Rejection(Instructor By, string Reason, string Text);

/// <summary>An agent asks the customer for evidence.</summary>
/// <param name="Text">What for, for the customer.</param>
internal sealed record EvidenceRequest(Instructor By, string Text);

/// <summary>Photos or words of the customer are added to a request that an agent decides on.</summary>
/// <param name="Lines">The lines that get photos.</param>
/// <param name="Text">What the customer says; null: nothing.</param>
internal sealed record EvidenceAddition(Instructor By, IReadOnlyList<LineEvidence> Lines, string? Text);

/// <param name="Reason">Null: the line was requested for one only.</param>
/// <param name="Photos">Those that are added.</param>
/// <param name="OrderNumber">Null: the return's own order.</param>
internal sealed record LineEvidence(
    string LineId,
    string? Reason,
    IReadOnlyList<EvidencePhoto> Photos,
    string? OrderNumber = null
);

/// <summary>A person cancels the return before it was handed to a carrier.</summary>
internal sealed record Cancellation(Instructor By);

/// <summary>A person takes units off the return before anything came.</summary>
/// <param name="Lines">How many units each line keeps.</param>
internal sealed record LineReduction(Instructor By, IReadOnlyList<ReducedLine> Lines);

/// <param name="Quantity">How many units are still to come back; 0: none.</param>
/// <param name="OrderNumber">Null: the return's own order.</param>
internal sealed record ReducedLine(string LineId, string Reason, int Quantity, string? OrderNumber = null);

/// <summary>An agent closes the return by hand: nothing that it waits for is waited for any longer.</summary>
/// <param name="Reason">In the agent's words.</param>
internal sealed record ManualClosing(Instructor By, string Reason);

/// <summary>An agent opens a round with the units that came too late.</summary>
internal sealed record NewRound(Instructor By);

/// <summary>Nothing is expected any more, and every round is settled: the return ends. It follows upon another event.</summary>
internal sealed record AllSettled;
