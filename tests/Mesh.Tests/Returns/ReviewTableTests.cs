using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Evidence;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

public sealed class ReviewTableTests
{
    private readonly SagaWorld _it = SagaWorld.OfTwo();

    private Return Saga => _it.Saga;

    private Review Review => Saga.Review!;

    [Fact]
    public void A_request_that_the_policy_leaves_to_an_agent_waits_for_them_and_keeps_its_pieces()
    {
        _it.Refer();

        (Saga.State, Saga.Status).ShouldBe(("UnderReview", "under_review"));
        Saga.ReviewDueAt.ShouldBe(_it.Now.AddHours(48));
        _it.SentOf<ExpectParcel>().ShouldBeEmpty();
        var told = _it.SentOf<TellCustomer>().ShouldHaveSingleItem();
        (told.Step, told.Until).ShouldBe((Steps.UnderReview, Review.DueAt));
        _it.Pieces.Values.ShouldAllBe(x => x.ReservedBy == Saga.CorrelationId);
        Saga.StuckAfter.ShouldBe(Review.DueAt.AddDays(1));
    }

    [Fact]
    public void An_approved_request_has_its_whole_time_from_then_on()
    {
        _it.Refer();
        var before = Saga.HandOverBy;
        _it.Now = _it.Now.AddHours(30);

        _it.Handle(new Approval(SagaWorld.Agent)).Outcome.ShouldBe(TransitionOutcome.Done);

        Saga.Status.ShouldBe("awaiting_parcel");
        (Saga.HandOverBy - before).ShouldBe(TimeSpan.FromDays(1));
        _it.SentOf<ExpectParcel>().ShouldHaveSingleItem().HandOverBy.ShouldBe(Saga.HandOverBy);
        _it.Told.ShouldBe([Steps.UnderReview, Steps.Approved]);
        (Saga.Review, Saga.ReviewDueAt).ShouldBe((null, null));
        Saga.NewEntries[^1].ByName.ShouldBe("Ada");
        _it.Handle(new Approval(SagaWorld.Agent)).Outcome.ShouldBe(TransitionOutcome.Refused);
        _it.Handle(new Rejection(SagaWorld.Agent, "no", "no")).Outcome.ShouldBe(TransitionOutcome.Refused);
    }

    [Fact]
    public void A_rejected_request_lets_go_of_its_pieces_and_tells_the_customer_why()
    {
        _it.Refer();

        _it.Handle(new Rejection(SagaWorld.Agent, "worn on the photos", "The shoes have been worn."));

        (Saga.State, Saga.Status).ShouldBe(("Rejected", "rejected"));
        _it.Pieces.Values.ShouldAllBe(x => x.ReservedBy == null);
        _it.SentOf<TellCustomer>().Last().Text.ShouldBe("The shoes have been worn.");
        _it.Timeline.ShouldBe(["requested", "review_opened", "rejected"]);
        foreach (var message in Saga.PendingMessages)
        {
            _it.HandleTwice(_it.ToldOf(message));
        }
        Saga.DueAt.ShouldBeNull();
    }

    [Theory]
    [InlineData(AgentDefaults.Approve, "awaiting_parcel")]
    [InlineData(AgentDefaults.Reject, "rejected")]
    public void A_request_that_nobody_decides_in_time_ends_as_the_policy_says(string agentDefault, string status)
    {
        _it.Refer(agentDefault);
        var due = Review.DueAt;
        _it.Handle(_it.Due(due.AddSeconds(-1)));
        Saga.Status.ShouldBe("under_review");

        _it.Handle(_it.Due(due));

        Saga.Status.ShouldBe(status);
        if (status == "rejected")
        {
            _it.SentOf<TellCustomer>().Last().Text.ShouldBe("The amount is high.");
        }
    }

    [Fact]
    public void While_the_customer_is_asked_the_agents_time_stands_still()
    {
        _it.Refer();
        _it.Now = _it.Now.AddHours(40);

        _it.Handle(new EvidenceRequest(SagaWorld.Agent, "a photo of the seam"));

        (Review.WaitsFor, Review.Question).ShouldBe((ReviewWaits.Customer, "a photo of the seam"));
        var asked = _it.SentOf<TellCustomer>().Last();
        (asked.Step, asked.Text, asked.Until).ShouldBe(
            (Steps.EvidenceAsked, "a photo of the seam", (DateTimeOffset?)Review.DueAt)
        );
        // A second question does not give the agent more time.
        _it.Now = _it.Now.AddHours(20);
        _it.Handle(new EvidenceRequest(SagaWorld.Agent, "and of the label"));
        _it.Told.ShouldBe([Steps.UnderReview, Steps.EvidenceAsked, Steps.EvidenceAsked]);

        _it.Now = _it.Now.AddHours(20);
        var photo = new EvidencePhoto(Guid.NewGuid(), new string('a', 64));
        _it.Handle(new EvidenceAddition(SagaWorld.Agent, [new("a", null, [photo])], "Here it is."));

        (Review.WaitsFor, Review.DueAt, Review.Answer).ShouldBe(
            (ReviewWaits.Agent, _it.Now.AddHours(8), "Here it is.")
        );
        Saga.Goods.Lines[0].Photos.ShouldBe([photo]);
        _it.Handle(_it.Due(Review.DueAt));
        Saga.Status.ShouldBe("awaiting_parcel");
    }

    [Fact]
    public void A_customer_who_does_not_answer_leaves_the_decision_to_the_agent()
    {
        _it.Refer(AgentDefaults.Reject);
        _it.Handle(new EvidenceRequest(SagaWorld.Agent, "a photo"));
        var due = Review.DueAt;

        _it.Handle(_it.Due(due));

        (Saga.Status, Review.WaitsFor).ShouldBe(("under_review", ReviewWaits.Agent));
        Review.DueAt.ShouldBe(due.AddHours(48));
    }

    [Fact]
    public void A_request_under_review_can_be_cancelled_and_a_redrive_decides_nothing()
    {
        _it.Refer();
        _it.Handle(_it.Due(_it.Now.AddSeconds(1)));
        Saga.Status.ShouldBe("under_review");

        _it.Handle(SagaWorld.Cancellation()).Outcome.ShouldBe(TransitionOutcome.Done);

        (Saga.Status, Saga.Review).ShouldBe(("cancelled", null));
        _it.Pieces.Values.ShouldAllBe(x => x.ReservedBy == null);
    }

    [Fact]
    public void The_customer_is_reminded_and_reminded_again_each_once()
    {
        _it.Approve();
        var (approved, first) = (_it.Now, Saga.Expectation.RemindAt!.Value);
        first.ShouldBe(approved.AddDays(7));

        RunUntil(approved.AddDays(13));

        _it.Told.ShouldBe([Steps.Approved, Steps.Reminder, Steps.Reminder]);
        var reminders = _it.SentOf<TellCustomer>().Where(x => x.Step == Steps.Reminder).ToList();
        reminders.ShouldAllBe(x => x.HandOverBy == Saga.HandOverBy);
        RunUntil(Saga.ExpiresAt);
        _it.SentOf<StopExpectingParcel>().ShouldHaveSingleItem();
        _it.Told.Count().ShouldBe(3);
    }

    [Fact]
    public void A_customer_who_sent_the_parcel_is_not_reminded_and_a_late_one_is_reminded_once()
    {
        _it.Approve();
        _it.Handle(new ParcelInTransit(Saga.CorrelationId, "demo", Guid.NewGuid(), null, _it.Now));
        RunUntil(_it.Now.AddDays(13));
        _it.Told.ShouldBe([Steps.Approved]);

        // The mesh was down for twelve days.
        var late = SagaWorld.OfTwo();
        late.Approve();
        late.Handle(late.Due(late.Now.AddDays(12).AddHours(1)));
        late.Handle(late.Due(late.Now.AddDays(13)));
        late.Told.ShouldBe([Steps.Approved, Steps.Reminder]);
    }

    [Theory]
    [InlineData("PT20S", 10)]
    [InlineData("P2D", 100_000)]
    public void Without_times_of_their_own_reminders_are_parts_of_the_time_to_hand_over(string handOver, int seconds)
    {
        Saga.Goods.Clocks = new ClockTerms { HandOver = PolicyDuration.Parse(handOver) };
        Saga.SetDeadlines(_it.Now);

        _it.Approve();

        var expected = Saga.Expectation;
        (expected.RemindAt!.Value - _it.Now).TotalSeconds.ShouldBeGreaterThanOrEqualTo(seconds);
        expected.RemindAgainAt!.Value.ShouldBeGreaterThan(expected.RemindAt.Value);
        expected.RemindAgainAt.Value.ShouldBeLessThan(Saga.HandOverBy);
        (expected.DueAt <= expected.RemindAt).ShouldBeTrue();
    }

    [Fact]
    public void Units_that_are_withdrawn_cancelled_or_never_come_do_not_count_in_the_standing()
    {
        _it.Approve();
        Saga.CountChange.ShouldBe(new StandingCount(1, 2, 0, 0));
        _it.Handle(SagaWorld.Reduction(1));
        Saga.CountChange.ShouldBe(new StandingCount(1, 1, 0, 0));
        _it.Handle(SagaWorld.Cancellation());
        _it.Handle(_it.NotSeen());

        (Saga.Status, Saga.CountChange).ShouldBe(("cancelled", StandingCount.None));
    }

    [Fact]
    public void Wrong_items_and_wear_count_from_the_verdicts_once()
    {
        _it.Approve();
        _it.HandleTwice(_it.Closed(1, 2, false, new UnplacedUnit(Guid.NewGuid(), "wrong_item", "x")));
        var verdict = _it.Verdict();
        _it.HandleTwice(
            verdict with
            {
                Units = [.. verdict.Units.Select((x, i) => x with { Grade = i == 0 ? "A" : "D" })],
            }
        );

        Saga.CountChange.ShouldBe(new StandingCount(1, 2, 1, 1));
        // A person has assigned the strange unit to another return.
        _it.Handle(_it.Closed(2, 2));
        Saga.CountChange.ShouldBe(new StandingCount(1, 2, 0, 1));
    }

    private void RunUntil(DateTimeOffset end)
    {
        while (Saga.DueAt <= end)
        {
            _it.Now = Saga.DueAt.Value;
            _it.Handle(_it.Due(_it.Now));
            foreach (var message in Saga.PendingMessages)
            {
                _it.Handle(_it.ToldOf(message));
            }
        }
    }
}
