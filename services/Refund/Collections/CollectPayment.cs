using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Ledger;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Collections;

/// <summary>Takes note of what a customer owes, in the books as well; a worker makes the link.</summary>
internal sealed class CollectPaymentConsumer(RefundDb db, TimeProvider time, DatabaseClock<RefundDb> clock)
    : IConsumer<CollectPayment>
{
    public async Task Consume(ConsumeContext<CollectPayment> context)
    {
        var command = context.Message;
        // Unfiltered: the key in another storefront's hands is other content, not a new collection.
        var collection = await db
            .Collections.IgnoreQueryFilters()
            .FirstOrDefaultAsync(x => x.Id == command.CollectionId, context.CancellationToken);
        if (collection is null)
        {
            collection = Plan(command);
            db.Collections.Add(collection);
            db.Post(CollectionPostings.Owed(collection, collection.CreatedAt));
        }
        else if (!collection.IsAskedBy(command))
        {
            throw new InvalidOperationException(
                $"Collection {command.CollectionId} was asked for before with other content."
            );
        }
        await context.TellAsync(collection, context.CancellationToken);
    }

    private Collection Plan(CollectPayment command)
    {
        if (command.Amount <= 0)
        {
            throw new InvalidOperationException(
                $"Collection {command.CollectionId} has an amount that nobody can owe."
            );
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
