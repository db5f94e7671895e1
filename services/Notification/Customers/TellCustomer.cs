using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Notification.Mail;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Notification.Customers;

/// <summary>Writes down what a customer is to hear; the worker says it.</summary>
internal sealed class TellCustomerConsumer(NotificationDb db, TimeProvider time, DatabaseClock<NotificationDb> clock)
    : IConsumer<TellCustomer>
{
    public async Task Consume(ConsumeContext<TellCustomer> context)
    {
        var command = context.Message;
        // Unfiltered: the key in another storefront's hands is other content, not a new message.
        var telling = await db
            .Tellings.IgnoreQueryFilters()
            .FirstOrDefaultAsync(x => x.Id == command.MessageId, context.CancellationToken);
        if (telling is null)
        {
            telling = Plan(command);
            db.Tellings.Add(telling);
        }
        else if (!telling.IsAskedBy(command))
        {
            throw new InvalidOperationException(
                $"Message {command.MessageId} was asked for before with other content."
            );
        }
        if (telling.Status != Telling.Due)
        {
            await context.Publish(telling.Told());
        }
    }

    private Telling Plan(TellCustomer command)
    {
        var now = time.GetUtcNow();
        var telling = new Telling
        {
            Id = command.MessageId,
            ReturnId = command.ReturnId,
            StorefrontId = command.StorefrontId,
            Step = command.Step,
            Email = command.Email,
            Locale = command.Locale,
            OrderNumber = command.OrderNumber,
            RmaNumber = command.RmaNumber,
            Deadline = command.Deadline,
            Amount = command.Amount,
            Currency = command.Currency,
            StoreCredit = command.StoreCredit,
            CreatedAt = now,
            DueAt = clock.UtcNow,
        };
        // What can't be put into words is the sender's fault, and belongs in the error queue rather than being due forever.
        _ = Letter.Write(telling);
        if (string.IsNullOrWhiteSpace(command.Email))
        {
            telling.End(Telling.NoAddress, now);
        }
        return telling;
    }
}
