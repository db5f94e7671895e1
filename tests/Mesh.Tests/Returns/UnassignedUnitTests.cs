using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Returns.Saga;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>Units that came and are in no round: a person decides on them.</summary>
public sealed class UnassignedUnitTests
{
    private readonly SagaWorld _it = SagaWorld.OfTwo();

    private Return Saga => _it.Saga;

    [Fact]
    public void A_unit_that_nobody_could_place_keeps_the_return_open_until_a_person_decides()
    {
        _it.Approve();
        _it.HandleTwice(_it.Closed(1, 0, true, new UnplacedUnit(Guid.NewGuid(), "wrong_item", "x")));
        (Saga.State, Saga.AttentionReason).ShouldBe(("Open", "unplaced_units"));

        _it.Handle(SagaWorld.Closing()).Outcome.ShouldBe(TransitionOutcome.Done);

        (Saga.Status, Saga.AttentionReason).ShouldBe(("completed", null));
    }

    [Fact]
    public void A_unit_that_a_person_assigned_becomes_a_round()
    {
        _it.Approve();
        _it.Handle(_it.Closed(1, 0, true, new UnplacedUnit(Guid.NewGuid(), "wrong_item", "x")));

        _it.Handle(_it.Closed(2, units: 1, nothingMore: true));

        (Saga.Status, Saga.AttentionReason).ShouldBe(("inspecting", null));
        _it.Pieces[("a", 0)].ReservedBy.ShouldBe(Saga.CorrelationId);
    }

    [Fact]
    public void A_late_parcel_waits_for_a_person_who_opens_a_round_with_it()
    {
        Expire();

        _it.HandleTwice(_it.Closed(1, units: 1, nothingMore: true));
        (Saga.Status, Saga.AttentionReason).ShouldBe(("expired", "late_parcel"));
        _it.Handle(SagaWorld.NewRound()).Outcome.ShouldBe(TransitionOutcome.Done);

        (Saga.State, Saga.Status, Saga.AttentionReason).ShouldBe(("Open", "inspecting", null));
        _it.Handle(_it.Verdict());
        _it.Handle(_it.Succeeded());
        Saga.Status.ShouldBe("completed");
        _it.Pieces[("a", 0)].Given.ShouldBe(1000);
        _it.Handle(SagaWorld.NewRound()).Outcome.ShouldBe(TransitionOutcome.Refused);
    }

    [Fact]
    public void A_snapshot_that_no_command_waited_for_is_acknowledged_each_time_it_comes()
    {
        _it.Approve();
        _it.Handle(_it.Closed(1, units: 2));
        _it.SentOf<AcknowledgeReceipt>().ShouldBeEmpty();

        var late = _it.Closed(2, 2, false, new UnplacedUnit(Guid.NewGuid(), "over", null));
        _it.HandleTwice(late with { AwaitsAcknowledgement = true });

        _it.SentOf<AcknowledgeReceipt>().Select(x => x.Number).ShouldBe([2, 2]);
        Saga.AttentionReason.ShouldBe("unplaced_units");
    }

    [Fact]
    public void A_late_unit_that_another_return_has_waits_for_a_person_and_is_never_given_twice()
    {
        Expire();
        var other = new SagaWorld(Again(), _it);

        _it.Handle(_it.Closed(1, units: 1, nothingMore: true));

        Saga.AttentionReason.ShouldBe("in_another_return");
        _it.Handle(SagaWorld.NewRound()).Outcome.ShouldBe(TransitionOutcome.Refused);
        _it.SentOf<AcknowledgeReceipt>().ShouldBeEmpty();
        _it.Handle(SagaWorld.Closing()).Outcome.ShouldBe(TransitionOutcome.Done);
        // Told again, should it have been lost.
        _it.Handle(SagaWorld.Closing()).Outcome.ShouldBe(TransitionOutcome.Done);
        _it.SentOf<AcknowledgeReceipt>().Count().ShouldBe(2);
        var unit = Saga.Goods.Unassigned.ShouldHaveSingleItem().UnitId;
        foreach (var told in _it.SentOf<AcknowledgeReceipt>())
        {
            (told.Number, told.Dismissed.ShouldHaveSingleItem()).ShouldBe((1, unit));
        }
        _it.Handle(SagaWorld.NewRound()).Outcome.ShouldBe(TransitionOutcome.Refused);
        // The warehouse assigns it to the other one.
        _it.Handle(_it.Closed(2, units: 0, nothingMore: true));
        Saga.AttentionReason.ShouldBeNull();
        other.Approve();
        other.Handle(other.Closed(1, units: 2));
        other.Saga.Status.ShouldBe("inspecting");
    }

    [Fact]
    public void The_units_of_a_receipt_are_noted_once()
    {
        var wrong = new UnplacedUnit(Guid.NewGuid(), "wrong_item", "SCARF");
        _it.Approve();
        _it.Handle(_it.Closed(1, 1, false, wrong));
        // The deadline has passed: nothing more has come.
        _it.Handle(_it.Closed(2, 1, true, wrong) with { ReceiptId = _it.Closed(1, 1).ReceiptId });
        var received = Saga.NewEntries.Select(x => x.Event).OfType<TimelineEvent.Received>();
        received.ShouldBe([new(1, 1)]);

        _it.Handle(_it.Closed(3, 2, true, wrong));

        received.ShouldBe([new(1, 1), new(1, 0)]);
    }

    [Fact]
    public void A_late_unit_that_a_person_dismissed_is_in_no_later_round()
    {
        Expire();
        _it.Handle(_it.Closed(1, units: 1, nothingMore: true));
        _it.Handle(SagaWorld.Closing()).Outcome.ShouldBe(TransitionOutcome.Done);
        _it.Handle(SagaWorld.NewRound()).Outcome.ShouldBe(TransitionOutcome.Refused);

        _it.Handle(_it.Closed(2, units: 2, nothingMore: true));
        _it.Handle(SagaWorld.NewRound()).Outcome.ShouldBe(TransitionOutcome.Done);

        Saga.Goods.Units.Count(x => x.Round is not null).ShouldBe(1);
        Saga.Goods.Unassigned.ShouldHaveSingleItem().Dismissed.ShouldBeTrue();
    }

    [Fact]
    public void A_dismissed_unit_that_is_assigned_to_a_line_of_its_return_waits_for_a_person_again()
    {
        var unit = _it.Closed(1, units: 1).Units[0].UnitId;
        _it.Approve();
        _it.Handle(_it.Closed(1, 0, true, new UnplacedUnit(unit, "wrong_item", "x")));
        _it.Handle(SagaWorld.Closing()).Outcome.ShouldBe(TransitionOutcome.Done);

        _it.HandleTwice(_it.Closed(2, units: 1, nothingMore: true));

        (Saga.Status, Saga.AttentionReason).ShouldBe(("completed", "late_parcel"));
        _it.Handle(SagaWorld.NewRound()).Outcome.ShouldBe(TransitionOutcome.Done);
        _it.Handle(_it.Verdict());
        _it.Handle(_it.Succeeded());
        _it.Pieces[("a", 0)].Given.ShouldBe(1000);
    }

    [Fact]
    public void A_late_parcel_of_many_units_is_compared_with_the_pieces_once()
    {
        const int Units = 200;
        var it = new SagaWorld(SagaWorld.Request(Orders.Of(0, Orders.Line("a", Units, 1000)), ("a", Units)));
        it.Approve();
        it.Handle(SagaWorld.Cancellation());
        it.Handle(it.NotSeen());
        var other = SagaWorld.Request(Orders.Of(0, Orders.Line("a", Units, 1000)), ("a", Units));
        it.Saga.TakenPieces = other.Goods.Units.Select(x => (x.Line, x.Ordinal)).ToHashSet();
        ReceivedGoods.RecordLateUnits(it.Saga, it.Closed(1, Units, nothingMore: true));
        var pieces = new CountedPieces(it.Saga.Goods.Units);
        it.Saga.Goods.Units = pieces;

        ReceivedGoods.CanPlaceUnassigned(it.Saga).ShouldBeFalse();

        (it.Saga.Goods.Unassigned.Count, pieces.Read).ShouldBe((Units, Units));
    }

    /// <summary>Counts how many of its pieces are read.</summary>
    private sealed class CountedPieces(IReadOnlyList<ReturnUnit> pieces) : IReadOnlyList<ReturnUnit>
    {
        public int Read { get; private set; }

        public int Count => pieces.Count;

        public ReturnUnit this[int index] => pieces[index];

        public IEnumerator<ReturnUnit> GetEnumerator()
        {
            foreach (var piece in pieces)
            {
                Read++;
                yield return piece;
            }
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private void Expire()
    {
        _it.Approve();
        _it.Handle(_it.Due(Saga.ExpiresAt));
        _it.Handle(_it.NotSeen());
        Saga.Status.ShouldBe("expired");
    }

    /// <summary>Both pieces, in another return of the same order.</summary>
    private static Return Again()
    {
        var other = SagaWorld.Request(Orders.Of(0, Orders.Line("a", 2, 1000)), ("a", 2));
        var reserved = other.PieceChanges.ConvertAll(x => x with { Terms = x.Terms! with { IsNew = false } });
        other.PieceChanges.Clear();
        other.PieceChanges.AddRange(reserved);
        return other;
    }
}
