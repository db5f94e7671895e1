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
    public ValueTask InitializeAsync() => notification.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Messages_that_end_together_are_told_in_one_event_for_each_storefront()
    {
        var group = Group();
        List<CustomerMessage> messages = [await AddAsync("shop"), await AddAsync("shop"), await AddAsync("other")];

        await Task.WhenAll(messages.Select(x => group.WriteAsync(x, CustomerMessage.Sent)));

        var told = await HearAsync(messages[0]);
        told.Messages.Select(x => x.MessageId).ShouldBe([messages[0].Id, messages[1].Id]);
        (told.StorefrontId, told.ReturnId).ShouldBe(("shop", null));
        var other = await HearAsync(messages[2]);
        (other.StorefrontId, other.ReturnId).ShouldBe(("other", messages[2].ReturnId));
        (await StatusesAsync(messages)).ShouldAllBe(x => x == CustomerMessage.Sent);
    }

    [Fact]
    public async Task A_message_that_was_changed_meanwhile_does_not_keep_the_others_from_being_told()
    {
        var group = Group();
        List<CustomerMessage> messages = [await AddAsync("shop"), await AddAsync("shop")];
        await ChangeAsync(messages[0]);

        var written = messages.ConvertAll(x => group.WriteAsync(x, CustomerMessage.Sent));

        await Should.ThrowAsync<DbUpdateConcurrencyException>(() => written[0]);
        await written[1];
        (await HearAsync(messages[1])).Messages.ShouldHaveSingleItem().MessageId.ShouldBe(messages[1].Id);
        (await StatusesAsync(messages)).ShouldBe([CustomerMessage.Due, CustomerMessage.Sent]);
    }

    /// <summary>It gathers for so long that a busy machine does not split what comes at once.</summary>
    private OutcomeGroup Group() =>
        new(notification.Service.Services.GetRequiredService<IServiceScopeFactory>(), TimeProvider.System)
        {
            GatheringTime = TimeSpan.FromSeconds(1),
        };

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
                OrderNumber = "1001",
                RmaNumber = "R-4711",
                DueAt = DateTimeOffset.UtcNow.AddDays(1),
            };
            db.Add(message);
            await db.SaveChangesAsync();
            return message;
        });

    private Task<int> ChangeAsync(CustomerMessage message) =>
        InDatabaseAsync(async db =>
        {
            var row = await db.CustomerMessages.SingleAsync(x => x.Id == message.Id);
            row.Email = "corrected@example.com";
            return await db.SaveChangesAsync();
        });

    private Task<List<string>> StatusesAsync(List<CustomerMessage> messages) =>
        InDatabaseAsync(db =>
        {
            var ids = messages.ConvertAll(x => x.Id);
            return db
                .CustomerMessages.Where(x => ids.Contains(x.Id))
                .OrderBy(x => x.Id)
                .Select(x => x.Status)
                .ToListAsync();
        });

    private Task<T> InDatabaseAsync<T>(Func<NotificationDb, Task<T>> use) =>
        notification.Service.InDatabaseAsync<NotificationDb, T>(use);
}
