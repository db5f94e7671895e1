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

    // What is looked for has been sent by then: nothing is waited for.
    private static readonly CancellationToken Already = new(canceled: true);
    private readonly FakeTimeProvider _clock = new(Now);
    private readonly ServiceProvider _services;
    private readonly ITestHarness _harness;
    private readonly Return _saga;

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
        _saga = draft.ToReturn(new ReturnLineRequest("a", 2, Reasons.TooSmall, Resolutions.Refund));
        _services.GetRequiredService<IndexedSagaDictionary<Return>>().Add(new SagaInstance<Return>(_saga));
    }

    public async ValueTask InitializeAsync() => await _harness.Start();

    public async ValueTask DisposeAsync() => await _services.DisposeAsync();

    [Fact]
    public async Task An_approved_request_expects_a_parcel_and_sends_a_message()
    {
        await PublishAsync(Requested());

        _saga.State.ShouldBe("AwaitingParcel");
        Sent<ExpectParcel>().Single().Lines.ShouldBe([new ExpectedLine(_saga.OrderNumber, "a", "sku-a", null, 2)]);
        Sent<TellCustomer>().Single().Step.ShouldBe(Steps.Approved);
        _saga.NewEntries[^1].Event.ShouldBe(new TimelineEvent.Approved("return_window"));
        _saga.DueAt.ShouldNotBeNull().ShouldBeGreaterThan(Now);
    }

    [Fact]
    public async Task A_request_whose_event_was_lost_is_approved_when_the_return_is_due()
    {
        await PublishAsync(Due(Now));

        _saga.State.ShouldBe("AwaitingParcel");
        Sent<ExpectParcel>().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_waiting_return_repeats_its_commands_and_waits_longer_each_time()
    {
        await PublishAsync(Requested());
        await PublishAsync(Due(Now.AddMinutes(1)));
        var first = _saga.DueAt!.Value - Now.AddMinutes(1);
        await PublishAsync(Due(Now.AddMinutes(2)));

        (_saga.DueAt!.Value - Now.AddMinutes(2)).ShouldBeGreaterThan(first);
        Sent<ExpectParcel>().Select(x => JsonSerializer.Serialize(x)).Distinct().Count().ShouldBe(1);
        Sent<ExpectParcel>().Count().ShouldBe(3);
        Sent<TellCustomer>().Select(x => x.MessageId).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_return_is_due_at_the_latest_when_it_expires()
    {
        await PublishAsync(Requested());
        await PublishAsync(Due(_saga.ExpiresAt.AddSeconds(-10)));

        _saga.DueAt.ShouldBe(_saga.ExpiresAt);
    }

    [Fact]
    public async Task Before_it_expires_a_return_asks_the_warehouse()
    {
        await PublishAsync(Requested());
        await PublishAsync(Due(_saga.ExpiresAt));
        _saga.State.ShouldBe("AwaitingParcel");
        Sent<StopExpectingParcel>().Count().ShouldBe(1);

        await PublishAsync(new ParcelNotSeen(_saga.CorrelationId, "demo", 1));

        _saga.State.ShouldBe("Expired");
        _saga.Units.ShouldAllBe(x => x.Released);
        Sent<TellCustomer>().Last().Step.ShouldBe(Steps.Expired);
    }

    [Fact]
    public async Task A_parcel_that_came_just_in_time_is_not_expired()
    {
        await PublishAsync(Requested());
        await PublishAsync(Due(_saga.ExpiresAt));

        await PublishAsync(Closed(2));

        _saga.State.ShouldBe("Inspecting");
    }

    [Fact]
    public async Task Every_message_twice_completes_a_return_once()
    {
        await TwiceAsync(Requested());
        await TwiceAsync(new ReceiptOpened(_saga.CorrelationId, "demo", Guid.Empty, Now));
        await TwiceAsync(Closed(2));
        await TwiceAsync(Verdict(Dispositions.Restock));
        _saga.State.ShouldBe("Settling");
        await TwiceAsync(new RefundSubmitted(_saga.CorrelationId, "demo", _saga.RefundId!.Value, 1, 2000, "EUR", Now));
        await TwiceAsync(new RefundSucceeded(_saga.CorrelationId, "demo", _saga.RefundId!.Value, 1, 2000, "EUR", Now));

        _saga.State.ShouldBe("Completed");
        var refund = Sent<IssueRefund>().Single();
        refund.Amount.ShouldBe(2000);
        refund.Lines.ShouldBe([new RefundedLine("a", "sku-a", null, 2, 2000, 0, 0, 0, 0, 0, null, ShippingTax: 0)]);
        // The fourteenth day counts whole.
        refund.PromisedBy.ShouldBe(new DateTimeOffset(2026, 3, 16, 23, 59, 59, 999, TimeSpan.Zero));
        refund.DecidedBy.ShouldBe("the inspector");
        _saga.NewEntries.Select(x => x.Event.Kind).ShouldBeUnique();
        Sent<TellCustomer>()
            .Select(x => x.Step)
            .ShouldBe([Steps.Approved, Steps.Received, Steps.Inspected, Steps.Completed]);
        Faults().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_success_that_overtakes_the_submission_completes_the_return()
    {
        await PublishAsync(Requested());
        await PublishAsync(Closed(2));
        await PublishAsync(new ReceiptOpened(_saga.CorrelationId, "demo", Guid.Empty, Now));
        await PublishAsync(Verdict(Dispositions.Restock));
        await PublishAsync(
            new RefundSucceeded(_saga.CorrelationId, "demo", _saga.RefundId!.Value, 1, 2000, "EUR", Now)
        );
        await PublishAsync(
            new RefundSubmitted(_saga.CorrelationId, "demo", _saga.RefundId!.Value, 1, 2000, "EUR", Now)
        );

        _saga.State.ShouldBe("Completed");
        _saga.RefundStatus.ShouldBe("succeeded");
        Faults().ShouldBeEmpty();
    }

    [Fact]
    public async Task Answers_to_another_key_change_nothing()
    {
        await PublishAsync(Requested());
        await PublishAsync(Closed(2));
        await PublishAsync(Verdict(Dispositions.Restock) with { InspectionId = Guid.NewGuid() });
        _saga.State.ShouldBe("Inspecting");

        await PublishAsync(Verdict(Dispositions.Restock));
        await PublishAsync(new RefundSucceeded(_saga.CorrelationId, "demo", Guid.NewGuid(), 1, 2000, "EUR", Now));
        _saga.State.ShouldBe("Settling");
    }

    [Fact]
    public async Task Units_sent_back_to_the_customer_are_not_refunded()
    {
        await PublishAsync(Requested());
        await PublishAsync(Closed(2));
        await PublishAsync(Verdict(Dispositions.ReturnToCustomer));

        _saga.State.ShouldBe("Completed");
        Sent<IssueRefund>().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refund_that_failed_is_parked_and_a_late_success_completes_it()
    {
        await PublishAsync(Requested());
        await PublishAsync(Closed(1));
        await PublishAsync(Verdict(Dispositions.Restock));
        await PublishAsync(
            new RefundFailed(_saga.CorrelationId, "demo", _saga.RefundId!.Value, 1, 1000, "EUR", "declined", Now)
        );
        _saga.State.ShouldBe("UnderReview");
        _saga.ParkedReason.ShouldBe("refund_declined");

        await PublishAsync(
            new RefundSucceeded(_saga.CorrelationId, "demo", _saga.RefundId!.Value, 1, 1000, "EUR", Now)
        );
        _saga.State.ShouldBe("Completed");
        _saga.ParkedReason.ShouldBeNull();
    }

    [Fact]
    public async Task A_completed_return_is_due_until_every_message_is_sent()
    {
        await PublishAsync(Requested());
        await PublishAsync(Closed(0));
        _saga.State.ShouldBe("Completed");
        foreach (var step in new[] { Steps.Completed, Steps.Approved })
        {
            _saga.DueAt.ShouldNotBeNull();
            var message = ReturnCommands.MessageIdOf(_saga, new(step));
            await TwiceAsync(new CustomerTold(_saga.CorrelationId, "demo", message, step, "sent", Now));
        }

        _saga.DueAt.ShouldBeNull();
        _saga.NewEntries.Count(x => x.Event.Kind == "customer_told").ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reversal_parks_the_return_also_when_it_overtakes_the_success_and_is_acknowledged_each_time(
        bool overtakes
    )
    {
        await PublishAsync(Requested());
        await PublishAsync(Closed(2));
        await PublishAsync(Verdict(Dispositions.Restock));
        var succeeded = new RefundSucceeded(_saga.CorrelationId, "demo", _saga.RefundId!.Value, 1, 2000, "EUR", Now);
        if (!overtakes)
        {
            await PublishAsync(succeeded);
            _saga.State.ShouldBe("Completed");
        }

        await TwiceAsync(Reversed(500));
        await PublishAsync(succeeded);

        _saga.State.ShouldBe("UnderReview");
        (_saga.ParkedReason, _saga.RefundStatus, _saga.Reversed).ShouldBe(("refund_reversed", "reversed", 500));
        _saga.DueAt.ShouldNotBeNull();
        _saga
            .NewEntries.Where(x => x.Event.Kind == "refund_reversed")
            .ShouldHaveSingleItem()
            .Event.Detail.ShouldBe("500 EUR");
        Sent<AcknowledgeReversal>().Select(x => x.Reversed).ShouldBe([500, 500]);
        Sent<TellCustomer>().Last().Step.ShouldBe(Steps.RefundDelayed);
        Faults().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_higher_reversal_counts_and_a_foreign_one_is_rejected()
    {
        await PublishAsync(Requested());
        await PublishAsync(Closed(2));
        await PublishAsync(Verdict(Dispositions.Restock));
        await PublishAsync(
            new RefundSucceeded(_saga.CorrelationId, "demo", _saga.RefundId!.Value, 1, 2000, "EUR", Now)
        );

        await PublishAsync(Reversed(500) with { RefundId = Guid.NewGuid() });
        _saga.State.ShouldBe("Completed");
        Sent<AcknowledgeReversal>().ShouldHaveSingleItem().Unknown.ShouldBe(true);
        await PublishAsync(Reversed(500));
        await PublishAsync(Reversed(2000));
        await PublishAsync(Reversed(500));

        _saga.Reversed.ShouldBe(2000);
        _saga.NewEntries.Count(x => x.Event.Kind == "refund_reversed").ShouldBe(2);
        Sent<AcknowledgeReversal>().Where(x => x.Unknown is null).Select(x => x.Reversed).ShouldBe([500, 2000, 500]);
    }

    [Fact]
    public async Task A_reversed_refund_that_is_paid_again_completes_the_return_and_sends_a_message()
    {
        await PublishAsync(Requested());
        await PublishAsync(Closed(2));
        await PublishAsync(Verdict(Dispositions.Restock));
        var succeeded = new RefundSucceeded(_saga.CorrelationId, "demo", _saga.RefundId!.Value, 1, 2000, "EUR", Now);
        await PublishAsync(succeeded);
        await PublishAsync(Reversed(500));

        // Of an earlier time: what came back after it is not in it.
        await PublishAsync(succeeded with { Reversed = 400 });
        _saga.State.ShouldBe("UnderReview");
        await TwiceAsync(succeeded with { Reversed = 500 });
        await PublishAsync(Reversed(500));

        (_saga.State, _saga.RefundStatus, _saga.ParkedReason).ShouldBe(("Completed", "succeeded", null));
        _saga
            .NewEntries.Where(x => x.Event.Kind == "refunded_again")
            .ShouldHaveSingleItem()
            .Event.Detail.ShouldBe("500 EUR");
        Sent<TellCustomer>()
            .Select(x => (x.Step, x.Amount))
            .TakeLast(2)
            .ShouldBe([(Steps.RefundDelayed, 2000), (Steps.PaidAgain, 500)]);
        Sent<TellCustomer>().Select(x => x.MessageId).Distinct().Count().ShouldBe(Sent<TellCustomer>().Count());
        Faults().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_completed_return_reduces_its_shortfall_when_finance_pays_it_later()
    {
        await PublishAsync(Requested());
        await PublishAsync(Closed(2));
        await PublishAsync(Verdict(Dispositions.Restock));
        var @short = new RefundSucceeded(
            _saga.CorrelationId,
            "demo",
            _saga.RefundId!.Value,
            1,
            2000,
            "EUR",
            Now,
            Shortfall: 700
        );
        await PublishAsync(@short);
        _saga.Shortfall.ShouldBe(700);

        await TwiceAsync(@short with { Shortfall = 200 });
        await TwiceAsync(@short);
        await TwiceAsync(@short with { Shortfall = null });

        (_saga.State, _saga.Shortfall).ShouldBe(("Completed", 0L));
        _saga
            .NewEntries.Where(x => x.Event.Kind == "shortfall_paid")
            .Select(x => x.Event.Detail)
            .ShouldBe(["500 EUR", "200 EUR"]);
        Faults().ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_reversal_sends_a_message_and_a_parked_return_repeats_its_refund_command()
    {
        await PublishAsync(Requested());
        await PublishAsync(Closed(2));
        await PublishAsync(Verdict(Dispositions.Restock));
        await PublishAsync(
            new RefundFailed(_saga.CorrelationId, "demo", _saga.RefundId!.Value, 1, 2000, "EUR", "declined", Now)
        );
        var asked = Sent<IssueRefund>().Count();

        await PublishAsync(Due(Now.AddHours(1)));

        Sent<IssueRefund>().Count().ShouldBe(asked + 1);
        _saga.DueAt.ShouldNotBeNull();
        await PublishAsync(
            new RefundSucceeded(_saga.CorrelationId, "demo", _saga.RefundId!.Value, 1, 2000, "EUR", Now)
        );
        await PublishAsync(Reversed(500));
        var delayed = Sent<TellCustomer>().Where(x => x.Step == Steps.RefundDelayed).Select(x => x.MessageId);
        delayed.Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_reversal_of_an_unknown_refund_is_rejected_in_any_state()
    {
        var foreign = new RefundReversed(_saga.CorrelationId, "demo", Guid.NewGuid(), 1, 5, 0, "EUR", Now);

        await PublishAsync(foreign);
        await PublishAsync(Requested());
        await PublishAsync(foreign);
        await PublishAsync(foreign with { ReturnId = Guid.NewGuid() });

        Sent<AcknowledgeReversal>().Select(x => x.Unknown).ShouldBe([true, true, true]);
        _saga.State.ShouldBe("AwaitingParcel");
        Faults().ShouldBeEmpty();
    }

    private RefundReversed Reversed(long amount) =>
        new(_saga.CorrelationId, "demo", _saga.RefundId!.Value, 1, amount, 2000 - amount, "EUR", Now);

    private ReturnRequested Requested() => new(_saga.CorrelationId, "demo", "1", Now);

    private SagaIsDue Due(DateTimeOffset at) => new(_saga.CorrelationId, at, at);

    private ReceiptClosed Closed(int units) =>
        new(
            _saga.CorrelationId,
            "demo",
            1,
            Guid.CreateVersion7(),
            [.. Enumerable.Range(0, units).Select(_ => new ReceivedUnit(Guid.CreateVersion7(), "1", "a", "sku-a"))],
            [],
            true,
            Now
        );

    private InspectionCompleted Verdict(string disposition) =>
        new(
            _saga.CorrelationId,
            "demo",
            _saga.InspectionId!.Value,
            1,
            [
                .. _saga
                    .Units.Where(x => x.UnitId is not null)
                    .Select(x => new UnitVerdict(x.UnitId!.Value, "a", "A", disposition)),
            ],
            Now,
            "the inspector"
        );

    private async Task TwiceAsync<T>(T message)
        where T : class
    {
        await PublishAsync(message);
        await PublishAsync(message);
    }

    /// <summary>Publishes a message and waits until the machine has consumed it.</summary>
    private async Task PublishAsync<T>(T message)
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
