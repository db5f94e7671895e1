using System.Net;
using AfterSalesMesh.Contracts.Words;

namespace AfterSalesMesh.Mesh.Tests.Histories;

internal sealed class Inspector(HistoryWorld world)
{
    public async Task JudgeAsync()
    {
        if (world.AnyReturn() is { } it)
        {
            await JudgeAsync(it);
        }
    }

    /// <summary>Judges all that waits for a verdict; what goes back to the customer is theirs again.</summary>
    public async Task JudgeAsync(Requested it)
    {
        foreach (var task in await world.ListAsync($"/v1/inspections?returnId={it.Id}&status=open", "inspector"))
        {
            List<(string Unit, Piece Piece, string? Disposition)> verdicts =
            [
                .. task["units"]!
                    .AsArray()
                    .Select(x =>
                        (
                            (string)x!["unitId"]!,
                            new Piece((string)x["orderNumber"]!, (string)x["lineId"]!),
                            DispositionOrNull()
                        )
                    ),
            ];
            var answer = await world.CallAsync(
                HttpMethod.Post,
                $"/v1/inspections/{task["id"]}/verdict",
                "inspector",
                new
                {
                    units = verdicts.ConvertAll(x => new
                    {
                        unitId = x.Unit,
                        grade = world.Pick("A", "A", "B", "C", "D"),
                        disposition = x.Disposition,
                        notes = "",
                    }),
                }
            );
            if (answer.Status == HttpStatusCode.OK)
            {
                foreach (var (_, piece, _) in verdicts.Where(x => x.Disposition == Dispositions.ReturnToCustomer))
                {
                    world.Home[piece]++;
                }
            }
        }
    }

    private string? DispositionOrNull() =>
        world.Random.Next(8) switch
        {
            0 or 1 => Dispositions.ReturnToCustomer,
            2 => Dispositions.Quarantine,
            3 => Dispositions.Donate,
            _ => null,
        };
}
