using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Notification.Messages;

/// <summary>Stores a message to a customer; the worker sends it.</summary>
internal sealed class TellCustomerConsumer(NotificationDb db, TimeProvider time, DatabaseClock<NotificationDb> clock)
    : IConsumer<TellCustomer>
{
    public async Task Consume(ConsumeContext<TellCustomer> context)
    {
        var command = context.Message;
        // Without the storefront filter: the same id from another storefront is a fault, not a new message.
        // Insert first: a command is rarely repeated. When it is, the key rejects the commit, and the retry finds the row.
        var mayExist = context.GetRetryAttempt() > 0 || context.ReceiveContext.Redelivered;
        var message = mayExist
            ? await db
                .CustomerMessages.IgnoreQueryFilters()
                .FirstOrDefaultAsync(x => x.Id == command.MessageId, context.CancellationToken)
            : null;
        if (message is null)
        {
            message = Create(command);
            db.CustomerMessages.Add(message);
        }
        else if (!message.Matches(command))
        {
            throw new InvalidOperationException(
                $"Message {command.MessageId} was already requested with other content."
            );
        }
        else if (message.Status == CustomerMessage.Due)
        {
            // The order's contact may have been corrected since the first command.
            (message.Email, message.Locale) = (command.Email, command.Locale);
        }
        if (message.Status == CustomerMessage.Due && string.IsNullOrWhiteSpace(message.Email))
        {
            message.End(CustomerMessage.NoAddress, time.GetUtcNow());
        }
        if (message.Status != CustomerMessage.Due)
        {
            await context.Publish(CustomersTold.Of([message.ToCustomerTold()]));
        }
    }

    private CustomerMessage Create(TellCustomer command)
    {
        var message = new CustomerMessage
        {
            Id = command.MessageId,
            ReturnId = command.ReturnId,
            StorefrontId = command.StorefrontId,
            Step = command.Step,
            Email = command.Email,
            Locale = command.Locale,
            OrderNumber = command.OrderNumber,
            RmaNumber = command.RmaNumber,
            HandOverBy = command.HandOverBy,
            Amount = command.Amount,
            Currency = command.Currency,
            StoreCredit = command.StoreCredit,
            StoreCreditBonus = command.StoreCreditBonus,
            Text = command.Text,
            Until = command.Until,
            AppealedAt = command.AppealedAt,
            CreatedAt = time.GetUtcNow(),
            DueAt = clock.UtcNow,
        };
        // Fails now if there is no template, so that the command becomes a failure instead of a message that is due for ever.
        _ = LetterTemplates.Find(message.Step, message.Locale);
        return message;
    }
}
