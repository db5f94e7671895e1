using System.Text.Json.Serialization;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>A message that was not yet sent to the customer; repeating it changes nothing in it.</summary>
/// <param name="Step">One of <see cref="Contracts.Words.Steps"/>.</param>
/// <param name="Which">Distinguishes messages of the same step, by round or reversal; empty if a return has only one.</param>
/// <param name="Since">When the message was first due.</param>
/// <param name="DueAt">When the command is repeated.</param>
/// <param name="Attempts">How often the command was repeated.</param>
/// <param name="Amount">Minor units; null: the message is not about money.</param>
/// <param name="StoreCredit">How much of the amount is store credit; null: nothing.</param>
/// <param name="StoreCreditBonus">How much store credit is given on top of the amount; null: nothing.</param>
/// <param name="OrderNumber">The order that the message names; null: the return's own order.</param>
/// <param name="Text">The text of an agent or a rule for the customer; null: none.</param>
/// <param name="Until">By when the customer or an agent must answer; null: no answer is needed.</param>
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
