using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Notification;
using AfterSalesMesh.Notification.Messages;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Notification;

public sealed class OutcomeGroupTests(NotificationFixture notification)
    : IClassFixture<NotificationFixture>,
        IAsyncLifetime
{
    private readonly JumpingClock _clock = new(new DateTimeOffset(2026, 4, 10, 12, 0, 0, TimeSpan.Zero));

    public ValueTask InitializeAsync() => notification.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Messages_that_end_together_are_told_in_one_event_for_each_storefront()
    {
        var group = Group();
        List<CustomerMessage> messages = [await AddAsync("shop"), await AddAsync("shop"), await AddAsync("other")];

        await EndAsync(group, messages);

        var told = await HearAsync(messages[0]);
        told.Messages.Select(x => x.MessageId).ShouldBe([messages[0].Id, messages[1].Id]);
        (told.StorefrontId, told.ReturnId).ShouldBe(("shop", null));
        var other = await HearAsync(messages[2]);
        (other.StorefrontId, other.ReturnId).ShouldBe(("other", messages[2].ReturnId));
        foreach (var message in messages)
        {
            (await RowAsync(message)).Status.ShouldBe(CustomerMessage.Sent);
        }
    }

    [Fact]
    public async Task A_message_whose_address_was_corrected_while_it_was_sent_is_due_at_once_and_the_others_are_told()
    {
        var group = Group();
        List<CustomerMessage> messages = [await AddAsync("shop"), await AddAsync("shop")];
        var leasedUntil = messages[0].DueAt!.Value;
        await CorrectAsync(messages[0], "corrected@example.com");

        await EndAsync(group, messages);

        (await HearAsync(messages[1])).Messages.ShouldHaveSingleItem().MessageId.ShouldBe(messages[1].Id);
        var corrected = await RowAsync(messages[0]);
        (corrected.Status, corrected.Email).ShouldBe((CustomerMessage.Due, "corrected@example.com"));
        corrected.DueAt.ShouldNotBeNull().ShouldBeLessThan(leasedUntil);
        (await RowAsync(messages[1])).Status.ShouldBe(CustomerMessage.Sent);
    }

    [Fact]
    public async Task A_message_whose_address_is_again_what_it_was_sent_to_has_ended()
    {
        var group = Group();
        var message = await AddAsync("shop");
        await CorrectAsync(message, "corrected@example.com");
        await CorrectAsync(message, "customer@example.com");

        await EndAsync(group, [message]);

        (await HearAsync(message)).Messages.ShouldHaveSingleItem().Outcome.ShouldBe(CustomerMessage.Sent);
        (await RowAsync(message)).Status.ShouldBe(CustomerMessage.Sent);
    }

    private OutcomeGroup Group() =>
        ActivatorUtilities.CreateInstance<OutcomeGroup>(notification.Service.Services, _clock);

    private async Task EndAsync(OutcomeGroup group, List<CustomerMessage> messages)
    {
        var written = messages.ConvertAll(x => group.WriteAsync(x, CustomerMessage.Sent));
        _clock.Advance(OutcomeGroup.GatheringTime);
        await Task.WhenAll(written);
    }

    private async Task<CustomersTold> HearAsync(CustomerMessage message) =>
        (
            await notification.Service.HearAsync<CustomersTold>(x => x.Messages.Any(y => y.MessageId == message.Id))
        ).ShouldHaveSingleItem();

    /// <summary>A message that somebody has leased for a long time.</summary>
    private Task<CustomerMessage> AddAsync(string storefront) =>
        InDatabaseAsync(async db =>
        {
            var message = new CustomerMessage
            {
                Id = Guid.CreateVersion7(),
                ReturnId = Guid.CreateVersion7(),
                StorefrontId = storefront,
                Step = "completed",
                Email = "customer@example.com",
                OrderNumber = "1001",
                RmaNumber = "R-4711",
                DueAt = DateTimeOffset.UtcNow.AddDays(1),
            };
            db.Add(message);
            await db.SaveChangesAsync();
            return message;
        });

    private Task<int> CorrectAsync(CustomerMessage message, string email) =>
        InDatabaseAsync(async db =>
        {
            (await db.CustomerMessages.SingleAsync(x => x.Id == message.Id)).Email = email;
            return await db.SaveChangesAsync();
        });

    private Task<CustomerMessage> RowAsync(CustomerMessage message) =>
        InDatabaseAsync(db => db.CustomerMessages.AsNoTracking().SingleAsync(x => x.Id == message.Id));

    private Task<T> InDatabaseAsync<T>(Func<NotificationDb, Task<T>> use) =>
        notification.Service.InDatabaseAsync<NotificationDb, T>(use);
}
