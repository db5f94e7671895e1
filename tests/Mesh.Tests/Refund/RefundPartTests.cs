using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class RefundPartTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("planned", "Succeeded", "succeeded", null)]
    [InlineData("planned", "Declined", "failed", "declined")]
    [InlineData("planned", "Rejected", "failed", "rejected")]
    [InlineData("planned", "Disputed", "failed", "disputed")]
    [InlineData("unknown", "RefundedElsewhere", "failed", "refunded_elsewhere")]
    [InlineData("planned", "Withheld", "planned", null)]
    [InlineData("submitted", "Disputed", "failed", "disputed")]
    [InlineData("succeeded", "Disputed", "reversed", null)]
    [InlineData("succeeded", "Withheld", "succeeded", null)]
    [InlineData("planned", "Unknown", "unknown", null)]
    [InlineData("planned", "TryLater", "planned", null)]
    [InlineData("unknown", "Succeeded", "succeeded", null)]
    [InlineData("unknown", "Declined", "failed", "declined")]
    [InlineData("unknown", "Unknown", "unknown", null)]
    [InlineData("unknown", "TryLater", "unknown", null)]
    [InlineData("planned", "Pending", "submitted", null)]
    [InlineData("planned", "KeyUnusable", "planned", null)]
    [InlineData("submitted", "Succeeded", "succeeded", null)]
    [InlineData("submitted", "Failed", "failed", "declined")]
    [InlineData("unknown", "Failed", "failed", "declined")]
    [InlineData("succeeded", "Failed", "reversed", null)]
    [InlineData("reversed", "Succeeded", "reversed", null)]
    [InlineData("failed", "Failed", "failed", null)]
    [InlineData("succeeded", "Declined", "succeeded", null)]
    [InlineData("failed", "Succeeded", "failed", null)]
    public void An_answer_moves_a_part_on(string before, string outcome, string after, string? failure)
    {
        var part = Of(before);

        part.Apply(new ProviderAnswer(Enum.Parse<ProviderOutcome>(outcome), "because"), Now, Lifetime);

        (part.Status, part.Failure).ShouldBe((after, failure));
    }

    [Fact]
    public void A_part_is_withheld_until_no_request_for_it_can_be_on_its_way()
    {
        var part = Of("planned");
        part.Attempts = 2;
        var withheld = new ProviderAnswer(ProviderOutcome.Withheld, "because");

        part.Apply(withheld, Now, Lifetime);

        (part.Status, part.WithheldSince).ShouldBe(("planned", Now));
        part.CannotBeAtProvider(Now.AddMinutes(59)).ShouldBeFalse();
        part.CannotBeAtProvider(Now.AddMinutes(60)).ShouldBeTrue();

        part.Apply(withheld with { CannotBeAtProvider = true }, Now.AddMinutes(60), Lifetime);

        (part.Status, part.Failure, part.DueAt).ShouldBe(("failed", "cap_exceeded", null));
    }

    [Theory]
    [InlineData("Succeeded", false)]
    [InlineData("Declined", false)]
    [InlineData("Rejected", false)]
    [InlineData("Failed", false)]
    [InlineData("Pending", true)]
    [InlineData("KeyUnusable", true)]
    [InlineData("Unknown", true)]
    [InlineData("TryLater", true)]
    public void A_part_stays_due_until_it_has_ended(string outcome, bool due)
    {
        var part = Of("planned");

        part.Apply(new ProviderAnswer(Enum.Parse<ProviderOutcome>(outcome), "because"), Now, Lifetime);

        (part.DueAt > Now).ShouldBe(due);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 8)]
    [InlineData(9, 256)]
    [InlineData(10, 300)]
    [InlineData(int.MaxValue, 300)]
    public void The_wait_between_attempts_grows_to_five_minutes(int attempts, int seconds) =>
        RefundPart.Backoff(attempts).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void The_id_of_a_part_follows_from_its_refund_and_payment()
    {
        var refund = Guid.NewGuid();

        RefundPart.IdOf(refund, "p-1").ShouldBe(RefundPart.IdOf(refund, "p-1"));
        RefundPart.IdOf(refund, "p-1").ShouldNotBe(RefundPart.IdOf(refund, "p-2"));
        RefundPart.IdOf(refund, "p-1").ShouldNotBe(RefundPart.IdOf(refund, "p-1", 1));
        RefundPart.IdOf(refund, "p-1").ShouldNotBe(RefundPart.IdOf(Guid.NewGuid(), "p-1"));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(22, true)]
    [InlineData(23.5, false)]
    [InlineData(24, true)]
    public void A_refund_that_is_not_found_is_submitted_again_under_a_remembered_key_or_when_no_request_is_under_way(
        double hours,
        bool may
    )
    {
        var part = Of("planned");
        part.MaySubmitAgain(Now, Lifetime).ShouldBeTrue();

        part.Apply(new ProviderAnswer(ProviderOutcome.Unknown, "because"), Now, Lifetime);
        part.Apply(new ProviderAnswer(ProviderOutcome.Unknown, "because"), Now.AddHours(1), Lifetime);

        part.MaySubmitAgain(Now.AddHours(hours), Lifetime).ShouldBe(may);
    }

    [Fact]
    public void A_used_up_key_is_replaced_once_however_often_the_answer_is_repeated()
    {
        var part = Of("planned");
        part.Key.ShouldBe(part.Id);
        var spent = new ProviderAnswer(ProviderOutcome.KeyUnusable, "because", UnusableKey: part.Key);

        part.Apply(spent, Now, Lifetime);
        var next = part.Key;
        part.Apply(spent, Now, Lifetime);

        next.ShouldNotBe(part.Id);
        part.Key.ShouldBe(next);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0.9, false)]
    [InlineData(1, true)]
    [InlineData(23.5, true)]
    [InlineData(24.5, false)]
    [InlineData(25, true)]
    public void A_new_key_is_used_when_no_request_with_the_old_one_can_be_on_its_way(double hours, bool may)
    {
        var part = Of("unknown");

        part.Apply(new ProviderAnswer(ProviderOutcome.KeyUnusable, "because", UnusableKey: part.Key), Now, Lifetime);

        part.DueAt.ShouldBe(Now.AddHours(1));
        part.MaySubmitAgain(Now.AddHours(hours), Lifetime).ShouldBe(may);
    }

    internal static RefundPart Of(
        string status,
        string? failure = null,
        long amount = 100,
        string storefront = "shop"
    ) =>
        new()
        {
            Id = Guid.NewGuid(),
            StorefrontId = storefront,
            PaymentReference = "p-1",
            Tender = "card",
            Amount = amount,
            Currency = "EUR",
            Status = status,
            Failure = failure,
            Attempts = 1,
            DueAt = Now,
        };
}
