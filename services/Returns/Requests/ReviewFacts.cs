using AfterSalesMesh.Returns.FairUse;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>Collects the facts that an agent should know about a request under review.</summary>
internal sealed class ReviewFacts(ReturnsDb db, CustomerPast past)
{
    /// <param name="now">The time of the request, which may be later than that of its quote.</param>
    public async Task<Review> OfAsync(DecidedRequest decided, DateTimeOffset now, CancellationToken cancellation)
    {
        var (order, policy) = (decided.Order, decided.Policy);
        IReadOnlyList<Signal> signals = [];
        IReadOnlyList<Guid> recent = [];
        if (order.CustomerReference is { } customer)
        {
            var standing =
                decided.Facts.Standing
                ?? await CustomerStanding.OfAsync(
                    db,
                    order.StorefrontId,
                    customer,
                    policy.Document.Standing,
                    now,
                    cancellation
                );
            signals = await past.SignalsOfAsync(
                order.StorefrontId,
                customer,
                standing,
                policy.Document.Standing.Signals,
                cancellation
            );
            recent = await past.RecentOfAsync(order.StorefrontId, customer, cancellation);
        }
        var clocks = decided.Outcome.Clocks;
        return new Review(
            ReviewWaits.Agent,
            now,
            clocks.Agent.EndFrom(now, TimeZoneInfo.FindSystemTimeZoneById(policy.TimeZone)),
            clocks.AgentDefault,
            [.. decided.Outcome.AllRules.Where(x => x.Effect == DecisionWords.Review).Distinct()],
            signals,
            decided.Facts.Standing,
            recent
        );
    }
}
