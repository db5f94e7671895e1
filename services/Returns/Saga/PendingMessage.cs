namespace AfterSalesMesh.Returns.Saga;

/// <summary>A message that the customer has not been sent yet.</summary>
/// <param name="Step">A word of <see cref="Contracts.Words.Steps"/>.</param>
/// <param name="Reversed">
/// How much of the refund had been reversed by then, in minor units: money may come back several times, and the customer gets
/// a message each time. 0 for a message that has nothing to do with it.
/// </param>
internal sealed record PendingMessage(string Step, long Reversed = 0);
