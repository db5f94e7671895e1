using AfterSalesMesh.Contracts.Ids;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using AfterSalesMesh.Warehouse.ExpectedReturns;
using AfterSalesMesh.Warehouse.Parcels;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Warehouse.Carriers;

/// <summary>
/// Records what a carrier reports of a parcel, once, in whatever order it comes. A parcel of no known return is kept, and
/// matched when its return is expected.
/// </summary>
internal static class ReportCarrierEvent
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/carrier-events", HandleAsync)
            .RequireRoles(Roles.Warehouse, Roles.Admin)
            .Writes<WarehouseDb>()
            .WithSummary("Report what a carrier says of a parcel")
            .WithDescription(
                "The parcel is named by its tracking number, or where there is none by the RMA number on its label; both "
                    + "together tell which return is in it. Events may come in any order and more than once; eventId tells them "
                    + "apart, for good."
            )
            .Problems(StatusCodes.Status409Conflict, "event_id_reused", "parcel_full");

    private static async Task<Results<Ok<CarrierEventResponse>, ProblemHttpResult>> HandleAsync(
        CarrierEventRequest request,
        WarehouseDb db,
        Outbox<WarehouseDb> outbox,
        Caller caller,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow();
        if (request.Check(now) is { Failed: true } checks)
        {
            return checks.ToProblem();
        }
        string[] storefronts = [.. caller.Storefronts.Order(StringComparer.Ordinal)];
        var id = DerivedId.From(Guid.Empty, "carrier_event", [request.EventId, .. storefronts]);
        var parcelId = request.ParcelIdOf(storefronts);
        // The event first: one that is found has its parcel. Of one added meanwhile, the commit fails and is made anew.
        var first = await db.CarrierEvents.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id, cancellation);
        var parcel = await db.Parcels.Include(x => x.Returns).FirstOrDefaultAsync(x => x.Id == parcelId, cancellation);
        if (first is not null)
        {
            return request.IsSame(first)
                ? TypedResults.Ok(CarrierEventResponse.Of(parcel!))
                : Problem.Of(
                    StatusCodes.Status409Conflict,
                    "event_id_reused",
                    "This eventId was used for another event. Use a new one for each, and repeat it only with the same content."
                );
        }
        HashSet<object> told =
        [
            .. parcel?.Returns.SelectMany(it => parcel.MessagesFor(it.ReturnId, it.StorefrontId)) ?? [],
        ];
        if (parcel is null)
        {
            parcel = request.ToParcel(parcelId, storefronts);
            db.Add(parcel);
        }
        parcel.Apply(request.Event, request.HappenedAt);
        parcel.RmaKey ??= Codes.KeyOrNull(request.RmaNumber);
        db.Add(request.ToEvent(id, parcelId, storefronts, now, caller.PersonId));
        if (!await AddReturnsAsync(db, parcel, Codes.KeyOrNull(request.RmaNumber), cancellation))
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "parcel_full",
                $"Parcel {parcel.Id} holds {Parcel.MaxReturns} returns, and that of {request.RmaNumber} is another one. Report "
                    + "it by its RMA number alone, or by the tracking number of another parcel."
            );
        }
        foreach (var it in parcel.Returns)
        {
            foreach (var message in parcel.MessagesFor(it.ReturnId, it.StorefrontId).Where(x => !told.Contains(x)))
            {
                ReturnTrace.Tag(it.ReturnId);
                await outbox.PublishAsync(message, cancellation);
            }
        }
        return TypedResults.Ok(CarrierEventResponse.Of(parcel));
    }

    /// <summary>Adds the known returns that the parcel belongs to, by either number, as far as it takes them.</summary>
    /// <returns>False when it does not take the one on its label.</returns>
    private static async Task<bool> AddReturnsAsync(
        WarehouseDb db,
        Parcel parcel,
        string? rmaKey,
        CancellationToken cancellation
    )
    {
        var returns = await db
            .ExpectedReturns.AsNoTracking()
            .Where(x =>
                (x.TrackingKey != null && x.TrackingKey == parcel.TrackingKey)
                || (x.RmaKey != null && x.RmaKey == rmaKey)
            )
            .OrderByDescending(x => x.RmaKey == rmaKey)
            .ThenBy(x => x.ReturnId)
            .Take(Parcel.MaxReturns)
            .Select(x => new
            {
                x.ReturnId,
                x.StorefrontId,
                IsOnLabel = x.RmaKey != null && x.RmaKey == rmaKey,
            })
            .ToListAsync(cancellation);
        return returns.TrueForAll(it => parcel.Add(it.ReturnId, it.StorefrontId) || !it.IsOnLabel);
    }
}

/// <param name="EventId">The event's id, made by the carrier; kept for good.</param>
/// <param name="Event">What happened.</param>
/// <param name="At">When it happened.</param>
/// <param name="RmaNumber">The number on the label.</param>
internal sealed record CarrierEventRequest(
    string EventId,
    [property: OneOf(typeof(CarrierEventKinds))] string Event,
    DateTimeOffset At,
    string? TrackingNumber = null,
    string? RmaNumber = null
)
{
    /// <summary>In whole milliseconds, which every database stores exactly.</summary>
    internal DateTimeOffset HappenedAt
    {
        get
        {
            var at = At.ToUniversalTime();
            return at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMillisecond));
        }
    }

    internal Checks Check(DateTimeOffset now)
    {
        var checks = new Checks();
        checks.Identifier(EventId, "eventId", 200);
        checks.OneOf(Event, typeof(CarrierEventKinds), "event");
        checks.Past(At, now, "at");
        checks.That(
            TrackingNumber is not null || RmaNumber is not null,
            "trackingNumber",
            "or rmaNumber must be given"
        );
        CheckNumber(checks, TrackingNumber, "trackingNumber");
        CheckNumber(checks, RmaNumber, "rmaNumber");
        return checks;
    }

    internal Guid ParcelIdOf(string[] storefronts) =>
        Codes.KeyOrNull(TrackingNumber) is { } tracking
            ? DerivedId.From(Guid.Empty, "parcel", ["tracking", tracking, .. storefronts])
            : DerivedId.From(Guid.Empty, "parcel", ["rma", Codes.Key(RmaNumber!), .. storefronts]);

    internal bool IsSame(CarrierEvent first) =>
        (first.Kind, first.At, first.TrackingNumber, first.RmaNumber) == (Event, HappenedAt, TrackingNumber, RmaNumber);

    internal Parcel ToParcel(Guid id, string[] storefronts) =>
        new()
        {
            Id = id,
            Storefronts = storefronts,
            TrackingNumber = TrackingNumber,
            TrackingKey = Codes.KeyOrNull(TrackingNumber),
            State = Event,
            StateAt = HappenedAt,
            FirstSeenAt = HappenedAt,
        };

    internal CarrierEvent ToEvent(Guid id, Guid parcelId, string[] storefronts, DateTimeOffset now, string by) =>
        new()
        {
            Id = id,
            EventId = EventId,
            Storefronts = storefronts,
            ParcelId = parcelId,
            TrackingNumber = TrackingNumber,
            RmaNumber = RmaNumber,
            Kind = Event,
            At = HappenedAt,
            ReportedAt = now,
            By = by,
        };

    private static void CheckNumber(Checks checks, string? number, string where)
    {
        if (checks.OptionalIdentifier(number, where, 100) && number is not null)
        {
            checks.That(Codes.Key(number).Length > 0, where, "must have a letter or a digit");
        }
    }
}

/// <param name="State">What the carrier said last, by its own time.</param>
/// <param name="Returns">The returns in it that are known so far.</param>
internal sealed record CarrierEventResponse(
    Guid ParcelId,
    string? TrackingNumber,
    [property: OneOf(typeof(CarrierEventKinds))] string State,
    DateTimeOffset FirstSeenAt,
    IReadOnlyList<Guid> Returns
)
{
    public static CarrierEventResponse Of(Parcel parcel) =>
        new(
            parcel.Id,
            parcel.TrackingNumber,
            parcel.State,
            parcel.FirstSeenAt,
            [.. parcel.Returns.Select(x => x.ReturnId).Order()]
        );
}
