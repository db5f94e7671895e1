namespace AfterSalesMesh.Inspection.Tasks;

internal sealed record InspectionResponse(
    Guid Id,
    Guid ReturnId,
    string Status,
    int Round,
    string OrderNumber,
    string RmaNumber,
    DateTimeOffset OpenedAt,
    DateTimeOffset? DoneAt,
    IReadOnlyList<InspectedUnitResponse> Units
)
{
    public static InspectionResponse Of(InspectionTask task) =>
        new(
            task.Id,
            task.ReturnId,
            task.Status,
            task.Round,
            task.OrderNumber,
            task.RmaNumber,
            task.OpenedAt,
            task.DoneAt,
            [
                .. task
                    .Units.OrderBy(x => x.Position)
                    .Select(x => new InspectedUnitResponse(
                        x.UnitId,
                        x.LineId,
                        x.Sku,
                        x.Reason,
                        x.Grade,
                        x.Disposition,
                        x.Notes
                    )),
            ]
        );
}

internal sealed record InspectedUnitResponse(
    Guid UnitId,
    string LineId,
    string Sku,
    string Reason,
    string? Grade,
    string? Disposition,
    string? Notes
);
