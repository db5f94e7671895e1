using System.Net;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Returns;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>The customer is told how their appeal was answered. What silence answers is in <see cref="ReviewDeskTests"/>.</summary>
public sealed class AppealLetterTests(ReturnsFixture returns) : IClassFixture<ReturnsFixture>
{
    [Theory]
    [InlineData(true, Steps.AppealGranted)]
    [InlineData(false, Steps.AppealDenied)]
    public async Task An_agents_answer_goes_to_the_last_order_with_an_address(bool granted, string step)
    {
        var shop = await ReviewShop.OpenAsync(returns);
        await shop.OrderAsync(email: "first@example.org");
        await shop.OrderAsync(email: "last@example.org");
        await shop.OrderAsync(email: null);

        var (id, at) = await AnsweredAsync(shop, granted);

        var told = (await HearAsync(id, "last@example.org")).ShouldHaveSingleItem();
        told.AppealedAt!.Value.ShouldBe(at, TimeSpan.FromMilliseconds(1));
        told.ShouldBe(
            new TellCustomer(
                ReturnId: null,
                shop.Id,
                id,
                step,
                "last@example.org",
                Locale: null,
                OrderNumber: null,
                RmaNumber: null,
                HandOverBy: null,
                Amount: null,
                Currency: null,
                Text: "We looked at it.",
                AppealedAt: told.AppealedAt
            )
        );
    }

    [Fact]
    public async Task An_answer_is_repeated_to_the_corrected_address_until_it_is_known_to_be_sent()
    {
        var shop = await ReviewShop.OpenAsync(returns);
        var order = await shop.OrderAsync(email: "old@example.org");
        var (id, _) = await AnsweredAsync(shop, granted: false);
        var first = (await HearAsync(id, "old@example.org"))[0];
        await shop.OrderAsync(email: "new@example.org", number: order);

        await MakeDueAsync(id);

        var told = (await HearAsync(id, "new@example.org"))[0];
        told.ShouldBe(first with { Email = "new@example.org" });
        (await ToldAsync(shop)).ShouldBeNull();
        await returns
            .Service.Services.GetRequiredService<IBus>()
            .Publish(
                CustomersTold.Of([new CustomerTold(null, shop.Id, id, told.Step, "sent", ReturnsFixture.Now)]),
                TestContext.Current.CancellationToken
            );
        await Eventually.IsTrueAsync(async () => await ToldAsync(shop) == "sent", TimeSpan.FromSeconds(30));
        var dueAt = await returns.Service.InDatabaseAsync<ReturnsDb, DateTimeOffset?>(async db =>
            (await db.Appeals.SingleAsync(x => x.Id == id, TestContext.Current.CancellationToken)).DueAt
        );
        dueAt.ShouldBeNull();
    }

    private static async Task<(Guid Id, DateTimeOffset At)> AnsweredAsync(ReviewShop shop, bool granted)
    {
        var appeal = (await shop.PostAsync("/v1/customers/c-1/standing/appeal", new { }, "storefront")).Body;
        var answer = await shop.PostAsync(
            $"/v1/appeals/{appeal["id"]}/answer",
            new { granted, text = "We looked at it." }
        );
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Body.ToJsonString());
        return ((Guid)appeal["id"]!, (DateTimeOffset)appeal["at"]!);
    }

    private static async Task<string?> ToldAsync(ReviewShop shop) =>
        (await shop.GetAsync("/v1/customers/c-1/standing")).Body["appeal"]!["told"]?.ToString();

    private Task<int> MakeDueAsync(Guid appeal)
    {
        DateTimeOffset? now = ReturnsFixture.Now;
        return returns.Service.InDatabaseAsync<ReturnsDb, int>(db =>
            db.Appeals.Where(x => x.Id == appeal)
                .ExecuteUpdateAsync(x => x.SetProperty(y => y.DueAt, now), TestContext.Current.CancellationToken)
        );
    }

    private Task<List<TellCustomer>> HearAsync(Guid message, string email) =>
        returns.Service.HearAsync<TellCustomer>(x => (x.MessageId, x.Email) == (message, email));
}
