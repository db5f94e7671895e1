using System.Net;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Refund;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.CollectFixture;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>By message and through the API, with the sandbox as the provider.</summary>
public sealed class CollectPaymentTests(CollectFixture collect) : IClassFixture<CollectFixture>, IAsyncLifetime
{
    private static readonly HttpClient Customer = new();

    private OneService Service => collect.Service;

    public ValueTask InitializeAsync() => collect.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task An_amount_owed_is_a_receivable_until_the_customer_has_paid_by_the_link()
    {
        var asked = Of(1500);
        await Service.DeliverAsync(asked);
        (await BooksAsync(Service, asked)).ShouldBe(["after_sales_income -1500", "receivables 1500"]);
        await LinkedAsync(Service, asked);
        using var storefront = Service.As("storefront", Shop);
        var shown = await storefront.AskAsync($"/v1/collections/{asked.CollectionId}").ShouldBeOkAsync();
        (shown.Text("status"), shown.Text("amount"), shown.Text("currency"), shown.Text("received")).ShouldBe(
            ("awaiting_payment", "1500", "EUR", "0")
        );

        await PayAsync(shown.Text("url")!);
        await LookAsync(Service, asked);

        var payment = (await BecomesAsync(Service, asked, "collected")).PaymentReference!;
        payment.ShouldStartWith("pay_");
        (await BooksAsync(Service, asked)).ShouldBe(["after_sales_income -1500", "clearing:card 1500"]);
        shown = await storefront.AskAsync($"/v1/collections/{asked.CollectionId}").ShouldBeOkAsync();
        (shown.Text("status"), shown.Text("url"), shown.Text("received")).ShouldBe(("collected", null, "1500"));
        (await RowAsync(Service, asked)).DueAt.ShouldBeNull();

        var back = RefundFixture.Of(500, new CapturedPayment(payment, "card", 1500, 0));
        await Service.SendAsync(back);
        await Service.HearAsync<RefundSucceeded>(x => x.RefundId == back.RefundId);
        (await RefundableAmountAsync(payment)).ShouldBe(1000);
    }

    [Fact]
    public async Task A_repeated_command_changes_nothing_before_and_after_it_was_paid()
    {
        var asked = Of(100);
        await Service.DeliverAsync(asked);
        await Service.DeliverAsync(asked with { PayBy = asked.PayBy.AddDays(1) });
        var link = (await LinkedAsync(Service, asked)).Url!;
        await Service.DeliverAsync(asked);
        await PayAsync(link);
        await LookAsync(Service, asked);
        var paid = await BecomesAsync(Service, asked, "collected");

        await Service.DeliverAsync(asked);

        (await RowAsync(Service, asked)).Version.ShouldBe(paid.Version);
        (await collect.LinksAsync(asked)).ShouldBe(1);
        (await BooksAsync(Service, asked)).ShouldBe(["after_sales_income -100", "clearing:card 100"]);
    }

    [Fact]
    public async Task A_repeated_command_with_other_content_is_a_fault_and_so_is_an_amount_of_0()
    {
        var asked = Of(50);
        await Service.DeliverAsync(asked);

        await Service.SendAsync(asked with { Amount = 60 });
        await Service.SendAsync(asked with { StorefrontId = "other" });
        await Service.SendAsync(asked with { Reason = "repair" });
        await Service.HearAsync<Fault<CollectPayment>>(x => x.Message.CollectionId == asked.CollectionId, times: 3);

        var nothing = Of(0);
        await Service.SendAsync(nothing);
        await Service.HearAsync<Fault<CollectPayment>>(x => x.Message.CollectionId == nothing.CollectionId);
    }

    [Theory]
    [InlineData("-slow")]
    [InlineData("-silent-once")]
    [InlineData("-down-once")]
    public async Task A_provider_on_a_bad_day_makes_one_link(string behaviour)
    {
        var asked = Of(700, behaviour);

        await Service.DeliverAsync(asked);

        await PayAsync((await LinkedAsync(Service, asked)).Url!);
        await LookAsync(Service, asked);
        await BecomesAsync(Service, asked, "collected");
        (await collect.LinksAsync(asked)).ShouldBe(1);
    }

    [Fact]
    public async Task When_the_time_to_pay_is_over_the_link_is_closed_and_nothing_is_owed()
    {
        var asked = Of(900);
        await Service.DeliverAsync(asked);
        var link = (await LinkedAsync(Service, asked)).Url!;

        await ExpireAsync(Service, asked);

        (await BecomesAsync(Service, asked, "failed")).Failure.ShouldBe("expired");
        using var late = await Customer.PostAsync(link, null, TestContext.Current.CancellationToken);
        late.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await BooksAsync(Service, asked)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_payment_in_the_last_second_is_collected()
    {
        var asked = Of(900);
        await Service.DeliverAsync(asked);
        await PayAsync((await LinkedAsync(Service, asked)).Url!);

        await ExpireAsync(Service, asked);

        await BecomesAsync(Service, asked, "collected");
        (await BooksAsync(Service, asked)).ShouldBe(["after_sales_income -900", "clearing:card 900"]);
    }

    [Fact]
    public async Task A_payment_that_the_bank_refuses_fails_the_collection_as_declined()
    {
        var asked = Of(900, "-declined");
        await Service.DeliverAsync(asked);
        await PayAsync((await LinkedAsync(Service, asked)).Url!);

        await LookAsync(Service, asked);

        (await BecomesAsync(Service, asked, "failed")).Failure.ShouldBe("declined");
        (await BooksAsync(Service, asked)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_link_that_the_provider_refuses_to_make_fails_the_collection_as_rejected()
    {
        var asked = Of(900, "-rejected");

        await Service.DeliverAsync(asked);

        (await BecomesAsync(Service, asked, "failed")).Failure.ShouldBe("rejected");
    }

    [Fact]
    public async Task Lists_show_ones_own_by_return_and_status_and_a_foreign_one_is_not_there()
    {
        var asked = Of(40);
        await Service.DeliverAsync(asked);
        await LinkedAsync(Service, asked);
        var list = $"/v1/collections?returnId={asked.ReturnId}";
        using var finance = Service.As("finance", Shop);
        using var other = Service.As("storefront", "other");
        using var inspector = Service.As("inspector", Shop);

        var found = await finance.AskAsync($"{list}&status=awaiting_payment").ShouldBeOkAsync();

        found["items"]!.AsArray().ShouldHaveSingleItem()!.Text("id").ShouldBe($"{asked.CollectionId}");
        (await finance.AskAsync($"{list}&status=failed").ShouldBeOkAsync())["items"]!.AsArray().ShouldBeEmpty();
        (await other.AskAsync(list).ShouldBeOkAsync())["items"]!.AsArray().ShouldBeEmpty();
        await other.AskAsync($"/v1/collections/{asked.CollectionId}").ShouldBeProblemAsync(404, "not_found");
        await inspector.AskAsync(list).ShouldBeProblemAsync(403, "forbidden");
        await finance.AskAsync("/v1/collections?status=paid").ShouldBeProblemAsync(400, "invalid_request");
    }

    private Task<long> RefundableAmountAsync(string payment) =>
        Service.InDatabaseAsync<RefundDb, long>(async db =>
            (await db.Payments.SingleAsync(x => x.Reference == payment)).RefundableAmount("EUR")
        );

    private static async Task PayAsync(string link)
    {
        using var page = await Customer.GetAsync(link, TestContext.Current.CancellationToken);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var paid = await Customer.PostAsync(link, null, TestContext.Current.CancellationToken);
        paid.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
