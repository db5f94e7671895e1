using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Refund.Refunds;
using Shouldly;
using Xunit;
using RefundRow = AfterSalesMesh.Refund.Refunds.Refund;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class RefundTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("planned", "planned")]
    [InlineData("planned planned", "planned")]
    [InlineData("unknown", "unknown")]
    [InlineData("unknown succeeded", "unknown")]
    [InlineData("unknown failed", "unknown")]
    [InlineData("succeeded planned", "submitted")]
    [InlineData("failed planned", "submitted")]
    [InlineData("succeeded succeeded", "succeeded")]
    [InlineData("succeeded failed", "failed")]
    [InlineData("failed failed", "failed")]
    [InlineData("submitted", "submitted")]
    [InlineData("submitted succeeded", "submitted")]
    [InlineData("submitted unknown", "unknown")]
    [InlineData("reversed", "reversed")]
    [InlineData("reversed succeeded", "reversed")]
    [InlineData("reversed planned", "submitted")]
    public void A_refund_sums_up_its_parts_and_fails_only_when_all_have_ended(string parts, string status)
    {
        var refund = Of(parts.Split(' '));

        refund.UpdateStatus(Now);

        refund.Status.ShouldBe(status);
        refund.HasEnded.ShouldBe(status is "succeeded" or "failed" or "reversed");
    }

    [Fact]
    public void A_failed_part_gives_the_reason()
    {
        var refund = Of("succeeded", "failed");

        refund.UpdateStatus(Now);

        Failed(refund).Reason.ShouldBe("declined");
        Failed(refund).Paid.ShouldBe(100);
    }

    [Fact]
    public void The_failure_of_the_payment_that_took_over_counts_more_than_the_decline()
    {
        var refund = Of("failed");
        refund.UpdateStatus(Now);
        refund.Parts.Add(RefundPartTests.Of("failed", "disputed"));

        refund.UpdateStatus(Now);

        Failed(refund).Reason.ShouldBe("disputed");
    }

    [Fact]
    public void An_amount_that_another_payment_took_over_is_paid()
    {
        var refund = Of("failed", "succeeded");
        refund.Parts.Add(RefundPartTests.Of("succeeded"));

        refund.UpdateStatus(Now);

        refund.Status.ShouldBe("succeeded");
    }

    [Fact]
    public void A_reversed_amount_is_owed_and_a_refused_one_is_not()
    {
        var refund = Of("succeeded", "reversed", "failed", "failed");
        refund.Parts[2].Failure = "refused";
        refund.Parts[3].Failure = "disputed";
        refund.UpdateStatus(Now);
        (refund.Owed, refund.Status).ShouldBe((200, "reversed"));

        refund.Parts.Add(RefundPartTests.Of("succeeded"));
        refund.Parts.Add(RefundPartTests.Of("succeeded"));
        refund.UpdateStatus(Now);

        (refund.Owed, refund.Status, Failed(refund).Paid).ShouldBe((0, "failed", 300));
    }

    [Fact]
    public void The_time_of_an_event_is_when_the_status_changed_however_often_it_is_published()
    {
        var refund = Of("succeeded");
        refund.UpdateStatus(Now);

        refund.UpdateStatus(Now.AddHours(1));

        RefundEvents.Of(refund).ShouldBeOfType<RefundSucceeded>().At.ShouldBe(Now);
    }

    [Fact]
    public void A_repeated_command_matches_when_it_has_the_same_content()
    {
        var refund = Of("planned");
        var command = new IssueRefund(refund.ReturnId, "shop", refund.Id, 1, "1001", 100, "EUR", []);

        refund.Matches(command).ShouldBeTrue();
        refund.Matches(command with { Payments = [new("p-2", "card", 5, 0)] }).ShouldBeTrue();
        refund.Matches(command with { Amount = 101 }).ShouldBeFalse();
        refund.Matches(command with { Currency = "USD" }).ShouldBeFalse();
        refund.Matches(command with { StorefrontId = "other" }).ShouldBeFalse();
        refund.Matches(command with { Round = 2 }).ShouldBeFalse();
    }

    private static RefundFailed Failed(RefundRow refund) => RefundEvents.Of(refund).ShouldBeOfType<RefundFailed>();

    private static RefundRow Of(params string[] parts) =>
        new()
        {
            Id = Guid.NewGuid(),
            ReturnId = Guid.NewGuid(),
            StorefrontId = "shop",
            OrderNumber = "1001",
            Round = 1,
            Amount = 100 * parts.Length,
            Currency = "EUR",
            Status = "planned",
            Parts = [.. parts.Select(x => RefundPartTests.Of(x, x == "failed" ? "declined" : null))],
        };
}
