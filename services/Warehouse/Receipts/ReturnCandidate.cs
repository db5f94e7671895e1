using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.Warehouse.Parcels;

namespace AfterSalesMesh.Warehouse.Receipts;

/// <summary>A return that a parcel or unit may belong to.</summary>
internal sealed record ReturnCandidate(
    Guid ReturnId,
    string RmaNumber,
    string OrderNumber,
    string Storefront,
    [property: OneOf(typeof(ParcelStates))] string State,
    IReadOnlyList<ReturnCandidateLine> Expected
)
{
    public static ReturnCandidate Of(Parcel parcel) =>
        new(
            parcel.ReturnId,
            parcel.RmaNumber,
            parcel.OrderNumber,
            parcel.StorefrontId,
            parcel.State,
            [
                .. parcel
                    .Lines.OrderBy(x => x.Position)
                    .Select(x => new ReturnCandidateLine(x.LineId, x.Sku, x.Gtin, x.Quantity, x.Received)),
            ]
        );
}

internal sealed record ReturnCandidateLine(string LineId, string Sku, string? Gtin, int Quantity, int Received);
