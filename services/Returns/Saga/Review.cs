using System.Text.Json.Serialization;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>The review of a request by an agent: its reasons, deadline and facts. Removed once the request is decided.</summary>
/// <param name="WaitsFor">One of <see cref="ReviewWaits"/>.</param>
/// <param name="Since">Since when the review waits for them.</param>
/// <param name="DueAt">The deadline. If the agent misses it, the policy decides; if the customer misses it, the agent decides without their answer.</param>
/// <param name="AgentDefault">The decision when no agent decides in time: one of <see cref="AgentDefaults"/>.</param>
/// <param name="Rules">The rules that require a review.</param>
/// <param name="Signals">Facts about the customer's past that an agent should know.</param>
/// <param name="Standing">The customer's standing; null: the policy does not use it, or the order names no customer.</param>
/// <param name="Recent">The customer's last returns before this one, the latest first.</param>
/// <param name="RemainingTime">The agent's remaining time while the customer is asked; null: the customer is not being asked.</param>
/// <param name="Asked">How often the customer was asked for evidence.</param>
/// <param name="Question">The last question to the customer; null: none.</param>
/// <param name="Answer">The customer's last answer; null: none.</param>
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
