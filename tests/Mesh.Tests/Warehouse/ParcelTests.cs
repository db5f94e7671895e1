using AfterSalesMesh.Warehouse.Parcels;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Warehouse;

public sealed class ParcelTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Carrier_events_in_any_order_end_in_the_same_state() =>
        Cases.Each(random =>
        {
            var events = Enumerable
                .Range(0, random.Next(1, 8))
                .Select(_ => (random.GetItems(CarrierEventKinds.ByProgress, 1)[0], Monday.AddHours(random.Next(4))))
                .ToArray();
            var first = After(events);

            random.Shuffle(events);
            var other = After([.. events, .. events]);

            (other.State, other.StateAt, other.FirstSeenAt, other.LostAt).ShouldBe(
                (first.State, first.StateAt, first.FirstSeenAt, first.LostAt)
            );
            first.FirstSeenAt.ShouldBe(events.Min(x => x.Item2));
            first.StateAt.ShouldBe(events.Max(x => x.Item2));
        });

    [Fact]
    public void Every_kind_of_event_has_its_place() =>
        CarrierEventKinds.ByProgress.ShouldBe(
            AfterSalesMesh.ServiceDefaults.Http.OneOfAttribute.ValuesOf(typeof(CarrierEventKinds)),
            ignoreOrder: true
        );

    private static Parcel After((string Kind, DateTimeOffset At)[] events)
    {
        var parcel = new Parcel
        {
            Id = Guid.NewGuid(),
            Storefronts = ["shop"],
            State = events[0].Kind,
            StateAt = events[0].At,
            FirstSeenAt = events[0].At,
        };
        Array.ForEach(events, x => parcel.Apply(x.Kind, x.At));
        return parcel;
    }
}
