namespace AfterSalesMesh.Returns.Saga;

/// <summary>Who tells a return to do something.</summary>
/// <param name="Id">The person's id.</param>
/// <param name="Name">The person's name.</param>
internal sealed record Instructor(string Id, string Name);

/// <summary>The policy approves the request.</summary>
internal sealed record Approval;

/// <summary>A person cancels the return before it was handed to a carrier.</summary>
internal sealed record Cancellation(Instructor By);

/// <summary>A person takes units off the return before anything came.</summary>
/// <param name="Lines">How many units each line keeps.</param>
internal sealed record LineReduction(Instructor By, IReadOnlyList<ReducedLine> Lines);

/// <param name="Quantity">How many units are still to come back; 0: none.</param>
internal sealed record ReducedLine(string LineId, string Reason, int Quantity);

/// <summary>An agent closes the return by hand: nothing that it waits for is waited for any longer.</summary>
/// <param name="Reason">In the agent's words.</param>
internal sealed record ManualClosing(Instructor By, string Reason);

/// <summary>An agent opens a round with the units that came too late.</summary>
internal sealed record NewRound(Instructor By);

/// <summary>Nothing is expected any more, and every round is settled: the return ends. It follows upon another event.</summary>
internal sealed record NothingIsOpen;
