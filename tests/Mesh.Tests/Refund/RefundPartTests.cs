using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Providers;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class RefundPartTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("planned", "Succeeded", "succeeded", null)]
    [InlineData("planned", "Declined", "failed", "declined")]
    [InlineData("planned", "Rejected", "failed", "rejected")]
    [InlineData("planned", "Unknown", "unknown", null)]
    [InlineData("planned", "TryLater", "planned", null)]
    [InlineData("unknown", "Succeeded", "succeeded", null)]
    [InlineData("unknown", "Declined", "failed", "declined")]
    [InlineData("unknown", "Unknown", "unknown", null)]
    [InlineData("unknown", "TryLater", "unknown", null)]
    [InlineData("succeeded", "Declined", "succeeded", null)]
    [InlineData("failed", "Succeeded", "failed", null)]
    public void An_answer_moves_a_part_on(string before, string outcome, string after, string? failure)
    {
        var part = Of(before);

        part.Take(new ProviderAnswer(Enum.Parse<ProviderOutcome>(outcome), "because"), Now);

        (part.Status, part.Failure).ShouldBe((after, failure));
    }

    [Theory]
    [InlineData("Succeeded", false)]
    [InlineData("Declined", false)]
    [InlineData("Rejected", false)]
    [InlineData("Unknown", true)]
    [InlineData("TryLater", true)]
    public void A_part_stays_due_until_it_has_ended(string outcome, bool due)
    {
        var part = Of("planned");

        part.Take(new ProviderAnswer(Enum.Parse<ProviderOutcome>(outcome), "because"), Now);

        (part.DueAt > Now).ShouldBe(due);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 8)]
    [InlineData(9, 256)]
    [InlineData(10, 300)]
    [InlineData(int.MaxValue, 300)]
    public void The_wait_grows_to_five_minutes_and_never_ends(int attempts, int seconds) =>
        RefundPart.Backoff(attempts).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void The_id_of_a_part_follows_from_its_refund_and_payment()
    {
        var refund = Guid.NewGuid();

        RefundPart.IdOf(refund, "p-1").ShouldBe(RefundPart.IdOf(refund, "p-1"));
        RefundPart.IdOf(refund, "p-1").ShouldNotBe(RefundPart.IdOf(refund, "p-2"));
        RefundPart.IdOf(refund, "p-1").ShouldNotBe(RefundPart.IdOf(Guid.NewGuid(), "p-1"));
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
            Amount = amount,
            Currency = "EUR",
            Status = status,
            Failure = failure,
            Attempts = 1,
            DueAt = Now,
        };
}
