using System.Text.Json;
using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Returns;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.DurableMessaging.Sagas;
using AfterSalesMesh.Returns.Requests;
using AfterSalesMesh.Returns.Saga;
using MassTransit;
using MassTransit.Saga;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

public sealed class ReturnStateMachineTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = Orders.Delivered.AddDays(1);

    // What is looked for has been said by then: nothing is waited for.
    private static readonly CancellationToken Already = new(canceled: true);
    private readonly FakeTimeProvider _clock = new(Now);
    private readonly ServiceProvider _services;
    private readonly ITestHarness _harness;
    private readonly Return _it;

    public ReturnStateMachineTests()
    {
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(_clock)
            .AddMassTransitTestHarness(bus =>
            {
                bus.SetTestTimeouts(
                    testTimeout: TimeSpan.FromMinutes(1),
                    testInactivityTimeout: TimeSpan.FromSeconds(20)
                );
                bus.AddSagaStateMachine<ReturnStateMachine, Return>().InMemoryRepository();
            })
            .BuildServiceProvider(true);
        _harness = _services.GetTestHarness();
        var draft = new ReturnDraft(Orders.Of(0, Orders.Line("a", 2, 1000)), [], Now);
        draft.Add(new ReturnLineRequest("a", 2, Reasons.TooSmall, Resolutions.Refund));
        _it = draft.ToReturn("web");
        _services.GetRequiredService<IndexedSagaDictionary<Return>>().Add(new SagaInstance<Return>(_it));
    }

    public async ValueTask InitializeAsync() => await _harness.Start();

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();

    [Fact]
    public async Task A_request_is_approved_expected_and_told()
    {
        await SayAsync(Requested());

        _it.State.ShouldBe("AwaitingParcel");
        Sent<ExpectParcel>().Single().Lines.ShouldBe([new ExpectedLine("a", "sku-a", null, 2)]);
        Sent<TellCustomer>().Single().Step.ShouldBe(Steps.Approved);
        _it.NewEntries[^1].Event.ShouldBe(new TimelineEvent.Approved("return_window"));
        _it.DueAt.ShouldNotBeNull().ShouldBeGreaterThan(Now);
    }

    [Fact]
    public async Task A_request_whose_event_was_lost_is_approved_when_it_is_due()
    {
        await SayAsync(Due(Now));

        _it.State.ShouldBe("AwaitingParcel");
        Sent<ExpectParcel>().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Until_then_it_says_again_what_it_said_and_waits_longer_each_time()
    {
        await SayAsync(Requested());
        await SayAsync(Due(Now.AddMinutes(1)));
        var first = _it.DueAt!.Value - Now.AddMinutes(1);
        await SayAsync(Due(Now.AddMinutes(2)));

        (_it.DueAt!.Value - Now.AddMinutes(2)).ShouldBeGreaterThan(first);
        Sent<ExpectParcel>().Select(x => JsonSerializer.Serialize(x)).Distinct().Count().ShouldBe(1);
        Sent<ExpectParcel>().Count().ShouldBe(3);
        Sent<TellCustomer>().Select(x => x.MessageId).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task It_never_sleeps_past_the_moment_it_expires()
    {
        await SayAsync(Requested());
        await SayAsync(Due(_it.ExpiresAt.AddSeconds(-10)));

        _it.DueAt.ShouldBe(_it.ExpiresAt);
    }

    [Fact]
    public async Task Once_no_parcel_can_be_on_its_way_it_asks_the_warehouse_before_it_expires()
    {
        await SayAsync(Requested());
        await SayAsync(Due(_it.ExpiresAt));
        _it.State.ShouldBe("AwaitingParcel");
        Sent<StopExpectingParcel>().Count().ShouldBe(1);

        await SayAsync(new ParcelNotSeen(_it.CorrelationId, "demo"));

        _it.State.ShouldBe("Expired");
        _it.Units.ShouldAllBe(x => x.Released);
        Sent<TellCustomer>().Last().Step.ShouldBe(Steps.Expired);
    }

    [Fact]
    public async Task A_parcel_that_came_just_in_time_is_not_expired()
    {
        await SayAsync(Requested());
        await SayAsync(Due(_it.ExpiresAt));

        await SayAsync(Closed(2));

        _it.State.ShouldBe("Inspecting");
    }

    [Fact]
    public async Task The_whole_way_with_every_message_twice_ends_once()
    {
        await TwiceAsync(Requested());
        await TwiceAsync(new ReceiptOpened(_it.CorrelationId, "demo", Guid.Empty, Now));
        await TwiceAsync(Closed(2));
        await TwiceAsync(Verdict(Dispositions.Restock));
        _it.State.ShouldBe("Settling");
        await TwiceAsync(new RefundSubmitted(_it.CorrelationId, "demo", _it.RefundId!.Value, 1, 2000, "EUR", Now));
        await TwiceAsync(new RefundSucceeded(_it.CorrelationId, "demo", _it.RefundId!.Value, 1, 2000, "EUR", Now));

        _it.State.ShouldBe("Completed");
        var refund = Sent<IssueRefund>().Single();
        refund.Amount.ShouldBe(2000);
        refund.Lines.ShouldBe([new RefundedLine("a", "sku-a", null, 2, 2000, 0, 0, 0, 0, 0, null, ShippingTax: 0)]);
        refund.PromisedBy.ShouldBe(Now.AddDays(14));
        refund.DecidedBy.ShouldBe("the inspector");
        _it.NewEntries.Select(x => x.Event.Kind).ShouldBeUnique();
        Sent<TellCustomer>()
            .Select(x => x.Step)
            .ShouldBe([Steps.Approved, Steps.Received, Steps.Inspected, Steps.Completed]);
        Faults().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_end_may_overtake_what_led_to_it()
    {
        await SayAsync(Requested());
        await SayAsync(Closed(2));
        await SayAsync(new ReceiptOpened(_it.CorrelationId, "demo", Guid.Empty, Now));
        await SayAsync(Verdict(Dispositions.Restock));
        await SayAsync(new RefundSucceeded(_it.CorrelationId, "demo", _it.RefundId!.Value, 1, 2000, "EUR", Now));
        await SayAsync(new RefundSubmitted(_it.CorrelationId, "demo", _it.RefundId!.Value, 1, 2000, "EUR", Now));

        _it.State.ShouldBe("Completed");
        _it.RefundStatus.ShouldBe("succeeded");
        Faults().ShouldBeEmpty();
    }

    [Fact]
    public async Task Answers_to_another_key_change_nothing()
    {
        await SayAsync(Requested());
        await SayAsync(Closed(2));
        await SayAsync(Verdict(Dispositions.Restock) with { InspectionId = Guid.NewGuid() });
        _it.State.ShouldBe("Inspecting");

        await SayAsync(Verdict(Dispositions.Restock));
        await SayAsync(new RefundSucceeded(_it.CorrelationId, "demo", Guid.NewGuid(), 1, 2000, "EUR", Now));
        _it.State.ShouldBe("Settling");
    }

    [Fact]
    public async Task What_is_not_kept_is_not_paid_and_nothing_is_no_refund()
    {
        await SayAsync(Requested());
        await SayAsync(Closed(2));
        await SayAsync(Verdict(Dispositions.ReturnToCustomer));

        _it.State.ShouldBe("Completed");
        Sent<IssueRefund>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refund_that_failed_is_parked_and_a_late_success_completes_it()
    {
        await SayAsync(Requested());
        await SayAsync(Closed(1));
        await SayAsync(Verdict(Dispositions.Restock));
        await SayAsync(
            new RefundFailed(_it.CorrelationId, "demo", _it.RefundId!.Value, 1, 1000, "EUR", "declined", Now)
        );
        _it.State.ShouldBe("UnderReview");
        _it.ParkedReason.ShouldBe("refund_declined");

        await SayAsync(new RefundSucceeded(_it.CorrelationId, "demo", _it.RefundId!.Value, 1, 1000, "EUR", Now));
        _it.State.ShouldBe("Completed");
        _it.ParkedReason.ShouldBeNull();
    }

    [Fact]
    public async Task A_completed_return_is_due_until_the_customer_has_been_told_everything()
    {
        await SayAsync(Requested());
        await SayAsync(Closed(0));
        _it.State.ShouldBe("Completed");
        foreach (var step in new[] { Steps.Completed, Steps.Approved })
        {
            _it.DueAt.ShouldNotBeNull();
            var message = ReturnCommands.MessageIdOf(_it, new(step));
            await TwiceAsync(new CustomerTold(_it.CorrelationId, "demo", message, step, "sent", Now));
        }

        _it.DueAt.ShouldBeNull();
        _it.NewEntries.Count(x => x.Event.Kind == "customer_told").ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reversal_parks_the_return_also_when_it_overtakes_the_success_and_is_acknowledged_each_time(
        bool overtakes
    )
    {
        await SayAsync(Requested());
        await SayAsync(Closed(2));
        await SayAsync(Verdict(Dispositions.Restock));
        var succeeded = new RefundSucceeded(_it.CorrelationId, "demo", _it.RefundId!.Value, 1, 2000, "EUR", Now);
        if (!overtakes)
        {
            await SayAsync(succeeded);
            _it.State.ShouldBe("Completed");
        }

        await TwiceAsync(Reversed(500));
        await SayAsync(succeeded);

        _it.State.ShouldBe("UnderReview");
        (_it.ParkedReason, _it.RefundStatus, _it.Reversed).ShouldBe(("refund_reversed", "reversed", 500));
        _it.DueAt.ShouldNotBeNull();
        _it.NewEntries.Where(x => x.Event.Kind == "refund_reversed")
            .ShouldHaveSingleItem()
            .Event.Describe()
            .ShouldBe("500 EUR");
        Sent<AcknowledgeReversal>().Select(x => x.Reversed).ShouldBe([500, 500]);
        Sent<TellCustomer>().Last().Step.ShouldBe(Steps.RefundDelayed);
        Faults().ShouldBeEmpty();
    }

    [Fact]
    public async Task More_that_comes_back_is_news_and_what_is_not_its_refund_is_none()
    {
        await SayAsync(Requested());
        await SayAsync(Closed(2));
        await SayAsync(Verdict(Dispositions.Restock));
        await SayAsync(new RefundSucceeded(_it.CorrelationId, "demo", _it.RefundId!.Value, 1, 2000, "EUR", Now));

        await SayAsync(Reversed(500) with { RefundId = Guid.NewGuid() });
        _it.State.ShouldBe("Completed");
        Sent<AcknowledgeReversal>().ShouldHaveSingleItem().Unknown.ShouldBe(true);
        await SayAsync(Reversed(500));
        await SayAsync(Reversed(2000));
        await SayAsync(Reversed(500));

        _it.Reversed.ShouldBe(2000);
        _it.NewEntries.Count(x => x.Event.Kind == "refund_reversed").ShouldBe(2);
        Sent<AcknowledgeReversal>().Where(x => x.Unknown is null).Select(x => x.Reversed).ShouldBe([500, 2000, 500]);
    }

    [Fact]
    public async Task What_came_back_and_is_paid_again_completes_the_return_once_more_and_the_customer_hears_of_it()
    {
        await SayAsync(Requested());
        await SayAsync(Closed(2));
        await SayAsync(Verdict(Dispositions.Restock));
        var succeeded = new RefundSucceeded(_it.CorrelationId, "demo", _it.RefundId!.Value, 1, 2000, "EUR", Now);
        await SayAsync(succeeded);
        await SayAsync(Reversed(500));

        // Of an earlier time: what came back after it is not in it.
        await SayAsync(succeeded with { Reversed = 400 });
        _it.State.ShouldBe("UnderReview");
        await TwiceAsync(succeeded with { Reversed = 500 });
        await SayAsync(Reversed(500));

        (_it.State, _it.RefundStatus, _it.ParkedReason).ShouldBe(("Completed", "succeeded", null));
        _it.NewEntries.Where(x => x.Event.Kind == "refunded_again")
            .ShouldHaveSingleItem()
            .Event.Describe()
            .ShouldBe("500 EUR");
        Sent<TellCustomer>()
            .Select(x => (x.Step, x.Amount))
            .TakeLast(2)
            .ShouldBe([(Steps.RefundDelayed, 2000), (Steps.PaidAgain, 500)]);
        Sent<TellCustomer>().Select(x => x.MessageId).Distinct().Count().ShouldBe(Sent<TellCustomer>().Count());
        Faults().ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_time_that_money_comes_back_the_customer_hears_of_it_and_what_is_not_heard_is_asked_for_again()
    {
        await SayAsync(Requested());
        await SayAsync(Closed(2));
        await SayAsync(Verdict(Dispositions.Restock));
        await SayAsync(
            new RefundFailed(_it.CorrelationId, "demo", _it.RefundId!.Value, 1, 2000, "EUR", "declined", Now)
        );
        var asked = Sent<IssueRefund>().Count();

        await SayAsync(Due(Now.AddHours(1)));

        Sent<IssueRefund>().Count().ShouldBe(asked + 1);
        _it.DueAt.ShouldNotBeNull();
        await SayAsync(new RefundSucceeded(_it.CorrelationId, "demo", _it.RefundId!.Value, 1, 2000, "EUR", Now));
        await SayAsync(Reversed(500));
        var delayed = Sent<TellCustomer>().Where(x => x.Step == Steps.RefundDelayed).Select(x => x.MessageId);
        delayed.Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_reversal_that_is_no_returns_is_disowned_in_any_state_so_that_its_telling_ends()
    {
        var foreign = new RefundReversed(_it.CorrelationId, "demo", Guid.NewGuid(), 1, 5, 0, "EUR", Now);

        await SayAsync(foreign);
        await SayAsync(Requested());
        await SayAsync(foreign);
        await SayAsync(foreign with { ReturnId = Guid.NewGuid() });

        Sent<AcknowledgeReversal>().Select(x => x.Unknown).ShouldBe([true, true, true]);
        _it.State.ShouldBe("AwaitingParcel");
        Faults().ShouldBeEmpty();
    }

    private RefundReversed Reversed(long amount) =>
        new(_it.CorrelationId, "demo", _it.RefundId!.Value, 1, amount, 2000 - amount, "EUR", Now);

    private ReturnRequested Requested() => new(_it.CorrelationId, "demo", "1", Now);

    private SagaIsDue Due(DateTimeOffset at) => new(_it.CorrelationId, at, at);

    private ReceiptClosed Closed(int units) =>
        new(
            _it.CorrelationId,
            "demo",
            Guid.CreateVersion7(),
            [.. Enumerable.Range(0, units).Select(_ => new ReceivedUnit(Guid.CreateVersion7(), "a", "sku-a"))],
            0,
            Now
        );

    private InspectionCompleted Verdict(string disposition) =>
        new(
            _it.CorrelationId,
            "demo",
            _it.InspectionId!.Value,
            1,
            [
                .. _it
                    .Units.Where(x => x.UnitId is not null)
                    .Select(x => new UnitVerdict(x.UnitId!.Value, "a", "A", disposition)),
            ],
            Now,
            "the inspector"
        );

    private async Task TwiceAsync<T>(T message)
        where T : class
    {
        await SayAsync(message);
        await SayAsync(message);
    }

    /// <summary>Says it and waits until the machine has taken it.</summary>
    private async Task SayAsync<T>(T message)
        where T : class
    {
        var id = NewId.NextGuid();
        await _harness.Bus.Publish(message, x => x.MessageId = id);
        (await _harness.Consumed.Any<T>(x => x.Context.MessageId == id)).ShouldBeTrue();
    }

    private IEnumerable<T> Sent<T>()
        where T : class => _harness.Sent.Select<T>(Already).Select(x => x.Context.Message);

    private List<Exception?> Faults() =>
        [.. _harness.Consumed.Select(x => x.Exception is not null, Already).Select(x => x.Exception)];
}
