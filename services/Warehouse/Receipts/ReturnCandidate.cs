using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.Warehouse.ExpectedReturns;

namespace AfterSalesMesh.Warehouse.Receipts;

/// <summary>A return that a parcel or unit may belong to.</summary>
internal sealed record ReturnCandidate(
    Guid ReturnId,
    string RmaNumber,
    string OrderNumber,
    string Storefront,
    [property: OneOf(typeof(ExpectedReturnStates))] string State,
    IReadOnlyList<ReturnCandidateLine> Expected
)
{
    public static ReturnCandidate Of(ExpectedReturn expected) =>
        new(
            expected.ReturnId,
            expected.RmaNumber,
            expected.OrderNumber,
            expected.StorefrontId,
            expected.State,
            [
                .. expected
                    .Lines.Where(x => x.Quantity > 0 || x.Received > 0)
                    .OrderBy(x => x.Position)
                    .Select(x => new ReturnCandidateLine(
                        x.OrderNumber,
                        x.LineId,
                        x.Sku,
                        x.Gtin,
                        x.Quantity,
                        x.Received
                    )),
            ]
        );
}

internal sealed record ReturnCandidateLine(
    string OrderNumber,
    string LineId,
    string Sku,
    string? Gtin,
    int Quantity,
    int Received
);
