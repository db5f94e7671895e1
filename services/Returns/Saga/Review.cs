using System.Text.Json.Serialization;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>A request that an agent decides on: why, until when, and what they should know. Removed once it is decided.</summary>
/// <param name="WaitsFor">A word of <see cref="ReviewWaits"/>.</param>
/// <param name="Since">Since when it waits for them.</param>
/// <param name="DueAt">Until when. Then the policy decides in place of the agent, or the agent without what the customer was asked for.</param>
/// <param name="AgentDefault">What becomes of it when no agent decides in time: a word of <see cref="AgentDefaults"/>.</param>
/// <param name="Rules">The rules that ask for an agent.</param>
/// <param name="Signals">What in the customer's past an agent should know.</param>
/// <param name="Standing">Null: the policy does not look at it, or the order names no customer.</param>
/// <param name="Recent">The customer's last returns before this one, the latest first.</param>
/// <param name="RemainingTime">How much of the agent's time is left while the customer is asked.</param>
/// <param name="Asked">How often the customer was asked for evidence.</param>
/// <param name="Question">What they were asked for last.</param>
/// <param name="Answer">What they have answered last.</param>
internal sealed record Review(
    string WaitsFor,
    DateTimeOffset Since,
    DateTimeOffset DueAt,
    string AgentDefault,
    IReadOnlyList<FiredRule> Rules,
    IReadOnlyList<Signal> Signals,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Standing? Standing,
    IReadOnlyList<Guid> Recent,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] TimeSpan? RemainingTime = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Asked = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Question = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Answer = null
);

internal static class ReviewWaits
{
    public const string Agent = "agent";

    /// <summary>The customer was asked for evidence.</summary>
    public const string Customer = "customer";
}
