using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.StripeWorld;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class StripeSubmitTests : IAsyncLifetime
{
    private StripeWorld _world = null!;

    private StubStripe Stripe => _world.Stripe;

    public async ValueTask InitializeAsync() => _world = await StartAsync();

    public async ValueTask DisposeAsync() => await _world.DisposeAsync();

    [Theory]
    [InlineData("pi", "payment_intent")]
    [InlineData("ch", "charge")]
    [InlineData("py", "charge")]
    public async Task A_refund_names_payment_amount_and_part_under_the_parts_key(string prefix, string parameter)
    {
        var part = PartOf(Stripe.Paid(500, prefix), 120);

        var answer = await _world.AttemptAsync(part);

        (answer.Outcome, part.Status).ShouldBe((ProviderOutcome.Succeeded, "succeeded"));
        part.ProviderId.ShouldBe(Stripe.Refunds[0].Id);
        var (key, form) = Stripe.Submitted.ShouldHaveSingleItem();
        key.ShouldBe(part.Id.ToString());
        form.ShouldBe(
            new Dictionary<string, string>
            {
                [parameter] = part.PaymentReference,
                ["amount"] = "120",
                ["metadata[aftersales_part]"] = part.Id.ToString(),
            },
            ignoreOrder: true
        );
    }

    [Theory]
    [InlineData("pay_4711", 100, "EUR")]
    [InlineData("pi_1", 101, "KWD")]
    [InlineData("pi_1", 150, "MGA")]
    public async Task A_refund_that_Stripe_can_not_make_is_rejected_without_a_call(
        string payment,
        long amount,
        string currency
    )
    {
        var answer = await _world.AttemptAsync(PartOf(payment, amount, currency));

        answer.Outcome.ShouldBe(ProviderOutcome.Rejected);
        Stripe.Submitted.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("pending")]
    [InlineData("requires_action")]
    public async Task A_refund_that_takes_days_is_submitted_and_asked_after_until_it_has_ended(string status)
    {
        Stripe.BeginsAs = status;
        var part = PartOf(Stripe.Paid(100));

        (await _world.AttemptAsync(part)).Outcome.ShouldBe(ProviderOutcome.Pending);
        (part.Status, part.DueAt is null).ShouldBe(("submitted", false));

        Stripe.Turn(part.ProviderId!, "succeeded");
        await _world.AttemptAsync(part);
        (part.Status, part.DueAt).ShouldBe(("succeeded", null));
        Stripe.Submitted.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("canceled")]
    public async Task A_pending_refund_that_does_not_get_there_fails_the_part(string status)
    {
        Stripe.BeginsAs = "pending";
        var part = PartOf(Stripe.Paid(100));
        await _world.AttemptAsync(part);
        Stripe.Turn(part.ProviderId!, status);

        (await _world.AttemptAsync(part)).Outcome.ShouldBe(ProviderOutcome.Failed);

        (part.Status, part.Failure, part.DueAt).ShouldBe(("failed", "declined", null));
    }

    [Fact]
    public async Task A_card_that_refuses_is_a_decline()
    {
        var part = PartOf(Stripe.Paid(100));
        Stripe.Next(part.PaymentReference, Mishap.CardError);

        (await _world.AttemptAsync(part)).Outcome.ShouldBe(ProviderOutcome.Declined);
    }

    [Theory]
    [InlineData(100, 60)]
    [InlineData(100, 100)]
    public async Task A_payment_with_less_left_than_we_think_was_refunded_elsewhere(long captured, long elsewhere)
    {
        var part = PartOf(Stripe.Paid(captured), 50);
        Stripe.Make(part.PaymentReference, elsewhere);

        (await _world.AttemptAsync(part)).Outcome.ShouldBe(ProviderOutcome.RefundedElsewhere);

        (part.Status, part.Failure).ShouldBe(("failed", "refunded_elsewhere"));
    }

    [Theory]
    [InlineData(Mishap.Disputed)]
    [InlineData(Mishap.InDispute)]
    public async Task A_payment_that_its_bank_takes_back_is_disputed(Mishap mishap)
    {
        var part = PartOf(Stripe.Paid(100));
        Stripe.Next(part.PaymentReference, mishap);

        (await _world.AttemptAsync(part)).Outcome.ShouldBe(ProviderOutcome.Disputed);

        (part.Status, part.Failure).ShouldBe(("failed", "disputed"));
    }

    [Fact]
    public async Task A_pending_refund_that_a_dispute_has_overtaken_is_disputed()
    {
        Stripe.BeginsAs = "pending";
        var part = PartOf(Stripe.Paid(100));
        await _world.AttemptAsync(part);
        Stripe.Turn(part.ProviderId!, "failed", "charge_for_pending_refund_disputed");

        await _world.AttemptAsync(part);

        (part.Status, part.Failure, part.DueAt).ShouldBe(("failed", "disputed", null));
    }

    [Fact]
    public async Task A_payment_that_Stripe_does_not_know_is_rejected() =>
        (await _world.AttemptAsync(PartOf("pi_unknown"))).Outcome.ShouldBe(ProviderOutcome.Rejected);

    [Fact]
    public async Task A_wrong_API_key_fails_no_refund()
    {
        var part = PartOf(Stripe.Paid(100));

        var answer = await _world.With("sk_test_wrong").SubmitAsync(part, CancellationToken.None);

        answer.Outcome.ShouldBe(ProviderOutcome.TryLater);
        answer.Detail.ShouldNotContain("sk_test");
    }

    [Theory]
    [InlineData(Mishap.TooFast, "TryLater", "planned")]
    [InlineData(Mishap.InUse, "Unknown", "unknown")]
    [InlineData(Mishap.ProxyPage, "Unknown", "unknown")]
    [InlineData(Mishap.SilentBefore, "Unknown", "unknown")]
    [InlineData(Mishap.SilentAfter, "Unknown", "unknown")]
    [InlineData(Mishap.BreaksBefore, "Unknown", "unknown")]
    [InlineData(Mishap.BreaksAfter, "Unknown", "unknown")]
    public async Task An_unclear_answer_is_unknown_and_never_a_failure(Mishap mishap, string outcome, string status)
    {
        var part = PartOf(Stripe.Paid(100));
        Stripe.Next(part.PaymentReference, mishap);

        var answer = await _world.AttemptAsync(part);

        ($"{answer.Outcome}", part.Status, part.DueAt is null).ShouldBe((outcome, status, false));
    }

    [Theory]
    [InlineData(Mishap.SilentAfter, 1)]
    [InlineData(Mishap.BreaksAfter, 1)]
    [InlineData(Mishap.SilentBefore, 2)]
    [InlineData(Mishap.TooFast, 2)]
    [InlineData(Mishap.InUse, 2)]
    public async Task A_part_is_looked_up_before_it_is_submitted_again_under_the_same_key(
        Mishap mishap,
        int submissions
    )
    {
        var part = PartOf(Stripe.Paid(100), 40);
        Stripe.Next(part.PaymentReference, mishap);

        await _world.AttemptAsync(part);
        await _world.AttemptAsync(part);

        part.Status.ShouldBe("succeeded");
        Stripe.PaidBack(part.PaymentReference).ShouldBe(40);
        Stripe.Submitted.Count.ShouldBe(submissions);
        Stripe.Submitted.Select(x => x.Key).Distinct().ShouldBe([part.Id.ToString()]);
    }

    [Fact]
    public async Task A_service_that_died_before_it_saved_finds_the_refund_that_it_made()
    {
        var part = PartOf(Stripe.Paid(100), 40);

        await _world.AttemptAsync(part, dies: true);
        await _world.AttemptAsync(part);

        part.Status.ShouldBe("succeeded");
        Stripe.Submitted.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(Mishap.HangsBefore, 2)]
    [InlineData(Mishap.HangsAfter, 1)]
    public async Task A_refund_without_an_answer_in_time_is_looked_up(Mishap mishap, int submissions)
    {
        var part = PartOf(Stripe.Paid(100), 40);
        Stripe.Next(part.PaymentReference, mishap);
        var impatient = _world.With(StubStripe.Key, TimeSpan.FromMilliseconds(300));
        part.Attempts = 1;

        part.Apply(await impatient.SubmitAsync(part, CancellationToken.None), Stripe.Time.GetUtcNow(), KeyLifetime);
        part.Status.ShouldBe("unknown");
        await _world.AttemptAsync(part);

        part.Status.ShouldBe("succeeded");
        Stripe.PaidBack(part.PaymentReference).ShouldBe(40);
        Stripe.Submitted.Count.ShouldBe(submissions);
    }

    [Fact]
    public async Task A_refused_connection_means_nothing_was_sent()
    {
        var provider = _world.With(StubStripe.Key, address: "http://127.0.0.1:1");

        var answer = await provider.SubmitAsync(PartOf("pi_1"), CancellationToken.None);

        answer.Outcome.ShouldBe(ProviderOutcome.TryLater);
    }

    [Fact]
    public async Task A_key_that_was_used_for_something_else_is_unknown()
    {
        var payment = Stripe.Paid(100);
        var part = PartOf(payment, 40);
        await _world.AttemptAsync(part, dies: true);
        var changed = new RefundPart
        {
            Id = part.Id,
            StorefrontId = "shop",
            PaymentReference = payment,
            Tender = "card",
            Amount = 41,
            Currency = "EUR",
        };

        (await _world.Provider.SubmitAsync(changed, CancellationToken.None)).Outcome.ShouldBe(ProviderOutcome.Unknown);
    }
}
