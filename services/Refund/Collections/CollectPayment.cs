using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Ledger;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Collections;

/// <summary>Records an amount that a customer owes, and posts it as a receivable; a worker makes the payment link.</summary>
internal sealed class CollectPaymentConsumer(RefundDb db, TimeProvider time, DatabaseClock<RefundDb> clock)
    : IConsumer<CollectPayment>
{
    public async Task Consume(ConsumeContext<CollectPayment> context)
    {
        var command = context.Message;
        // Without the storefront filter: the same key from another storefront is an error, not a new collection.
        var known = await db
            .Collections.IgnoreQueryFilters()
            .FirstOrDefaultAsync(x => x.Id == command.CollectionId, context.CancellationToken);
        if (known is null)
        {
            var collection = Create(command);
            db.Collections.Add(collection);
            db.Post(CollectionPostings.Owed(collection, collection.CreatedAt));
        }
        else if (!known.Matches(command))
        {
            throw new InvalidOperationException(
                $"Collection {command.CollectionId} was requested before with other content."
            );
        }
    }

    private Collection Create(CollectPayment command)
    {
        if (command.Amount <= 0)
        {
            throw new InvalidOperationException($"The amount of collection {command.CollectionId} must be above 0.");
        }
        var now = time.GetUtcNow();
        return new Collection
        {
            Id = command.CollectionId,
            Position = Guid.CreateVersion7(now),
            ReturnId = command.ReturnId,
            StorefrontId = command.StorefrontId,
            OrderNumber = command.OrderNumber,
            Round = command.Round,
            Amount = command.Amount,
            Currency = command.Currency,
            Reason = command.Reason,
            Locale = command.Locale,
            PayBy = command.PayBy,
            CreatedAt = now,
            ChangedAt = now,
            DueAt = clock.UtcNow,
        };
    }
}
