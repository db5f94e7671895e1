using AfterSalesMesh.Warehouse.Parcels;

namespace AfterSalesMesh.Warehouse.ExpectedReturns;

/// <summary>Log lines about returns that are not told of a parcel, because a limit is reached.</summary>
internal static class ParcelWarnings
{
    public static void WarnOfFullParcel(this ILogger logger, Guid returnId, Parcel parcel) =>
        logger.LogWarning(
            "Parcel {ParcelId} already holds {MaxReturns} returns: return {ReturnId} gets no carrier events of this parcel.",
            parcel.Id,
            Parcel.MaxReturns,
            returnId
        );

    public static void WarnOfManyParcels(this ILogger logger, Guid returnId, Parcel parcel) =>
        logger.LogWarning(
            "Return {ReturnId} is already in {MaxParcels} parcels: it gets no carrier events of parcel {ParcelId}.",
            returnId,
            ExpectParcelConsumer.MaxParcels,
            parcel.Id
        );
}
