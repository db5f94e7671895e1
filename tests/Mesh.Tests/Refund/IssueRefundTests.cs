using AfterSalesMesh.Contracts.Refund;
using MassTransit;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.RefundFixture;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class IssueRefundTests(RefundFixture refunds) : IClassFixture<RefundFixture>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_money_goes_to_the_payments_in_order_each_up_to_what_is_left_on_it()
    {
        var (card, gift) = (Paid(100, refunded: 40), Paid(100));
        var refund = Of(90, card, gift);

        await refunds.Service.SendAsync(refund);

        var succeeded = (await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId))[0];
        (succeeded.Amount, succeeded.Currency, succeeded.Round).ShouldBe((90, "EUR", 1));
        (refunds.Provider.PaidTo(card.Reference), refunds.Provider.PaidTo(gift.Reference)).ShouldBe((60, 30));
    }

    [Fact]
    public async Task A_repeated_command_publishes_the_state_again_and_pays_nothing_more()
    {
        var refund = Of(100, Paid(100));
        await refunds.Service.SendAsync(refund);
        var first = await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);

        await refunds.Service.SendAsync(refund);

        (await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId, times: 2))[1]
            .ShouldBe(first[0]);
        Submissions(refund).ShouldBe(1);
    }

    [Fact]
    public async Task A_repeated_command_with_other_content_is_a_fault()
    {
        var refund = Of(50, Paid(100));
        await refunds.Service.DeliverAsync(refund);

        await refunds.Service.SendAsync(refund with { Amount = 60 });
        await refunds.Service.SendAsync(refund with { StorefrontId = "other" });

        await refunds.Service.HearAsync<Fault<IssueRefund>>(x => x.Message.RefundId == refund.RefundId, times: 2);
        refunds.Provider.PaidTo(refund.Payments[0].Reference).ShouldBeLessThanOrEqualTo(50);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public async Task An_amount_of_0_or_less_is_a_fault(long amount)
    {
        var refund = Of(amount, Paid(100));

        await refunds.Service.SendAsync(refund);

        await refunds.Service.HearAsync<Fault<IssueRefund>>(x => x.Message.RefundId == refund.RefundId);
    }

    [Fact]
    public async Task More_than_is_left_fails_without_asking_the_provider()
    {
        var refund = Of(61, Paid(100, refunded: 40));

        await refunds.Service.SendAsync(refund);

        var failed = (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == refund.RefundId))[0];
        (failed.Reason, failed.Amount).ShouldBe(("cap_exceeded", 61));
        Submissions(refund).ShouldBe(0);
    }

    [Fact]
    public async Task A_payment_named_twice_has_its_money_once()
    {
        var payment = Paid(100);
        var refund = Of(150, payment, payment);

        await refunds.Service.SendAsync(refund);

        (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == refund.RefundId))[0]
            .Reason.ShouldBe("cap_exceeded");
    }

    [Fact]
    public async Task A_declined_refund_fails_and_its_amount_returns_to_the_cap()
    {
        var payment = Paid(100, "-declined");
        for (var round = 1; round <= 2; round++)
        {
            var refund = Of(100, payment);

            await refunds.Service.SendAsync(refund);

            (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == refund.RefundId))[0]
                .Reason.ShouldBe("declined");
        }
    }

    [Fact]
    public async Task A_refund_that_the_provider_does_not_understand_fails_as_rejected()
    {
        var refund = Of(100, Paid(100, "-rejected"));

        await refunds.Service.SendAsync(refund);

        (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == refund.RefundId))[0]
            .Reason.ShouldBe("rejected");
    }

    [Fact]
    public async Task A_provider_that_pays_without_answering_is_looked_up_and_pays_once()
    {
        var refund = Of(100, Paid(100, "-silent"));

        await refunds.Service.SendAsync(refund);

        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        (await refunds.Service.HearAsync<RefundSubmitted>(x => x.RefundId == refund.RefundId)).Count.ShouldBe(1);
        refunds.Provider.PaidTo(refund.Payments[0].Reference).ShouldBe(100);
        Submissions(refund).ShouldBe(1);
    }

    [Fact]
    public async Task A_provider_that_is_down_is_tried_again()
    {
        var refund = Of(100, Paid(100, "-down-once"));

        await refunds.Service.SendAsync(refund);

        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        Submissions(refund).ShouldBe(2);
    }

    private int Submissions(IssueRefund refund) =>
        refunds.Provider.Submitted.Count(x => refund.Payments.Any(payment => payment.Reference == x.Payment));
}
