using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Returns.Evidence;
using AfterSalesMesh.Returns.FairUse;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Telemetry;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>Creates the returns of accepted requests: approved by the policy, or left to an agent.</summary>
internal sealed class NewReturns(
    ReturnsDb db,
    ReviewFacts reviews,
    Outbox<ReturnsDb> outbox,
    DatabaseClock<ReturnsDb> clock
)
{
    /// <summary>Adds a return with its decisions and the commands that follow; the caller commits.</summary>
    /// <param name="decided">The decided request; its orders must be tracked.</param>
    /// <param name="enteredBy">The person who entered it for the customer; null: the customer did.</param>
    /// <param name="cancellation">Ends with the request.</param>
    public async Task<Return> AddAsync(DecidedRequest decided, Instructor? enteredBy, CancellationToken cancellation)
    {
        db.Decisions.AddRange(decided.ToDecisions(DecisionKinds.Request, isReturn: true));
        var requested = decided.Draft.ToReturn(decided, enteredBy);
        ReturnTrace.Tag(requested.CorrelationId);
        db.Returns.Add(requested);
        CountOnOrders(decided);
        CustomerStanding.CountReturn(db, decided.Order, decided.Policy.Document);
        KeepPhotos(requested);
        var step = new ReturnStep(requested, requested.RequestedAt);
        if (decided.NeedsReview)
        {
            ReturnTable.Handle(step, new Referral(await reviews.OfAsync(decided, requested.RequestedAt, cancellation)));
        }
        else
        {
            ReturnTable.Handle(step, new Approval());
        }
        foreach (var (address, command) in step.Commands)
        {
            await outbox.SendAsync(address, command, cancellation);
        }
        return requested;
    }

    /// <summary>Updates each order's counters, and links further orders to the return.</summary>
    private void CountOnOrders(DecidedRequest decided)
    {
        decided.Order.RequestedReturns++;
        if (decided.Orders.Count == 1)
        {
            return;
        }
        foreach (var decision in decided.Orders)
        {
            decision.Order.SharedReturns++;
        }
        db.FurtherOrders.AddRange(
            decided
                .Orders.Skip(1)
                .Select(x => new FurtherOrder
                {
                    OrderId = x.Order.Id,
                    ReturnId = decided.ReturnId,
                    StorefrontId = x.Order.StorefrontId,
                })
        );
    }

    private void KeepPhotos(Return requested)
    {
        if (requested.Goods.PhotoIds is { Count: > 0 } photos)
        {
            db.Add(
                new PhotosToKeep
                {
                    Id = requested.CorrelationId,
                    StorefrontId = requested.StorefrontId,
                    PhotoIds = photos,
                    DueAt = clock.UtcNow,
                }
            );
        }
    }
}
