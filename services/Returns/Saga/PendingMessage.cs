using System.Text.Json.Serialization;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>A message that the customer has not been sent yet; it is the same whenever it is repeated.</summary>
/// <param name="Step">A word of <see cref="Contracts.Words.Steps"/>.</param>
/// <param name="Which">Which one of this step: a round, a reversal; empty where a return has one.</param>
/// <param name="Since">When it was due first.</param>
/// <param name="DueAt">When it is repeated.</param>
/// <param name="Attempts">How often it was repeated.</param>
/// <param name="Amount">Minor units; null: it is not about money.</param>
/// <param name="StoreCredit">How much of the amount is store credit; null: nothing.</param>
/// <param name="StoreCreditBonus">How much store credit is given on top of the amount; null: nothing.</param>
/// <param name="OrderNumber">The order that it is about; null: the return's own.</param>
/// <param name="Text">What an agent or a rule says to the customer; null: nothing.</param>
/// <param name="Until">By when the customer or an agent is to answer; null: nobody.</param>
internal sealed record PendingMessage(
    string Step,
    string Which,
    DateTimeOffset Since,
    DateTimeOffset DueAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Attempts = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Amount = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? StoreCredit = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? StoreCreditBonus = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OrderNumber = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Until = null
);
