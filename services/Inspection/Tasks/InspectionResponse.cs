using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Inspection.Tasks;

/// <param name="Etag">For <c>If-Match</c>.</param>
internal sealed record InspectionResponse(
    Guid Id,
    Guid ReturnId,
    [property: OneOf(typeof(InspectionStatuses))] string Status,
    int Round,
    string OrderNumber,
    string RmaNumber,
    DateTimeOffset OpenedAt,
    DateTimeOffset? DoneAt,
    string? By,
    string? ByName,
    IReadOnlyList<InspectedUnitResponse> Units,
    string Etag
)
{
    public static InspectionResponse Of(InspectionTask task, string etag) =>
        new(
            task.Id,
            task.ReturnId,
            task.Status,
            task.Round,
            task.OrderNumber,
            task.RmaNumber,
            task.OpenedAt,
            task.DoneAt,
            task.DoneBy,
            task.DoneByName,
            [
                .. task
                    .Units.OrderBy(x => x.Position)
                    .Select(x => new InspectedUnitResponse(
                        x.UnitId,
                        x.LineId,
                        x.Sku,
                        x.Reason,
                        x.Category,
                        x.Grade,
                        x.Disposition,
                        x.Notes,
                        x.OrderNumber ?? task.OrderNumber
                    )),
            ],
            etag
        );
}

internal sealed record InspectedUnitResponse(
    Guid UnitId,
    string LineId,
    string Sku,
    string Reason,
    string? Category,
    [property: OneOf(typeof(Grades))] string? Grade,
    [property: OneOf(typeof(Dispositions))] string? Disposition,
    string? Notes,
    string OrderNumber
);
