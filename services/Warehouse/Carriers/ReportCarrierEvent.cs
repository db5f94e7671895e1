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
/// Records a carrier's event of a parcel once; events may arrive in any order. A parcel of no known return is kept, and
/// matched when its return is expected.
/// </summary>
internal static class ReportCarrierEvent
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/carrier-events", HandleAsync)
            .RequireRoles(Roles.Warehouse, Roles.Admin)
            .Writes<WarehouseDb>()
            .WithSummary("Report a carrier's event of a parcel")
            .WithDescription(
                "The parcel is named by its tracking number or, if it has none, by the RMA number on its label; both "
                    + "together also name the return in it. Events may come in any order and more than once; eventId identifies "
                    + "each of them permanently."
            )
            .Problems(StatusCodes.Status409Conflict, "event_id_reused", "parcel_full");

    private static async Task<Results<Ok<CarrierEventResponse>, ProblemHttpResult>> HandleAsync(
        CarrierEventRequest request,
        WarehouseDb db,
        Outbox<WarehouseDb> outbox,
        Caller caller,
        TimeProvider time,
        ILogger<Parcel> logger,
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
        // The event is looked up first: a stored event has its parcel. If it was added meanwhile, this commit fails and is repeated.
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
        HashSet<Guid> known = [.. parcel?.Returns.Select(x => x.ReturnId) ?? []];
        if (parcel is null)
        {
            parcel = request.ToParcel(parcelId, storefronts);
            db.Add(parcel);
        }
        parcel.Apply(request.Event, request.HappenedAt);
        parcel.RmaKey ??= Codes.KeyOrNull(request.RmaNumber);
        db.Add(request.ToEvent(id, parcelId, storefronts, now, caller.PersonId));
        if (!await AddReturnsAsync(db, parcel, Codes.KeyOrNull(request.RmaNumber), logger, cancellation))
        {
            return Problem.Of(
                StatusCodes.Status409Conflict,
                "parcel_full",
                $"Parcel {parcel.Id} already holds {Parcel.MaxReturns} returns, and {request.RmaNumber} would be one more. Report "
                    + "it by its RMA number alone, or by the tracking number of another parcel."
            );
        }
        foreach (var it in parcel.Returns)
        {
            ReturnTrace.Tag(it.ReturnId);
            if (!known.Contains(it.ReturnId))
            {
                await outbox.PublishAsync(parcel.InTransit(it), cancellation);
            }
            if (!it.IsToldOfLoss && parcel.Lost(it) is { } lost)
            {
                await outbox.PublishAsync(lost, cancellation);
            }
        }
        return TypedResults.Ok(CarrierEventResponse.Of(parcel));
    }

    /// <summary>
    /// Adds the known returns that the parcel belongs to, by either number, up to its limit; but none that is in as many parcels
    /// as a return is told of.
    /// </summary>
    /// <returns>False when the return on its label would exceed the limit.</returns>
    private static async Task<bool> AddReturnsAsync(
        WarehouseDb db,
        Parcel parcel,
        string? rmaKey,
        ILogger logger,
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
            .Take(Parcel.MaxReturns + 1)
            .Select(x => new
            {
                x.ReturnId,
                x.StorefrontId,
                IsOnLabel = x.RmaKey != null && x.RmaKey == rmaKey,
                Parcels = db.Set<ParcelReturn>().Count(y => y.ReturnId == x.ReturnId && y.ParcelId != parcel.Id),
            })
            .ToListAsync(cancellation);
        var isFull = false;
        foreach (var it in returns)
        {
            var isKnown = parcel.Returns.Exists(x => x.ReturnId == it.ReturnId);
            if (!isKnown && it.Parcels >= ExpectParcelConsumer.MaxParcels)
            {
                logger.WarnOfManyParcels(it.ReturnId, parcel);
            }
            else if (parcel.Add(it.ReturnId, it.StorefrontId, it.IsOnLabel) is null)
            {
                if (it.IsOnLabel)
                {
                    return false;
                }
                // Once for an event, however many returns are left out.
                if (!isFull)
                {
                    logger.WarnOfFullParcel(it.ReturnId, parcel);
                }
                isFull = true;
            }
        }
        return true;
    }
}

/// <param name="EventId">The event's id, generated by the carrier; kept permanently.</param>
/// <param name="Event">The kind of event.</param>
/// <param name="At">The time of the event.</param>
/// <param name="RmaNumber">The number on the label.</param>
internal sealed record CarrierEventRequest(
    string EventId,
    [property: OneOf(typeof(CarrierEventKinds))] string Event,
    DateTimeOffset At,
    string? TrackingNumber = null,
    string? RmaNumber = null
)
{
    /// <summary>The time of the event in whole milliseconds, which every database stores exactly.</summary>
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
            "must be given, or rmaNumber"
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

/// <param name="State">The carrier's latest event of the parcel, by the event's time.</param>
/// <param name="Returns">The returns in the parcel that are known so far.</param>
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
