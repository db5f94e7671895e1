using System.Collections.Concurrent;
using System.Text.Json;
using AfterSalesMesh.Bench.Flow;

namespace AfterSalesMesh.Bench.Against;

/// <summary>
/// Waits for returns by asking the public API, which revisions have in common: their databases they need not. What the
/// questions cost is part of both sides' figures.
/// </summary>
internal static class HttpPollers
{
    private const int Milliseconds = 500;

    public static ReturnPollers Of(ApiClient api) =>
        new(
            new(
                Each(
                    api,
                    "storefront",
                    id => $"/v1/returns/{id}",
                    it =>
                        it.GetProperty("status").GetString() == "awaiting_parcel"
                            ? it.GetProperty("rmaNumber").GetString()
                            : null
                ),
                Milliseconds
            ),
            new(Each(api, "inspector", id => $"/v1/inspections?returnId={id}", InspectionOf), Milliseconds),
            new(EachEnded(api), Milliseconds)
        );

    private static Func<IReadOnlyCollection<Guid>, Task<List<(Guid, DateTime)>>> EachEnded(ApiClient api)
    {
        var each = Each(
            api,
            "storefront",
            id => $"/v1/returns/{id}",
            it => it.GetProperty("status").GetString() == "completed" ? "completed" : null
        );
        return async ids => (await each(ids)).ConvertAll(x => (x.Item1, DateTime.UtcNow));
    }

    private static Guid[]? InspectionOf(JsonElement page)
    {
        foreach (var task in page.GetProperty("items").EnumerateArray())
        {
            return [task.GetProperty("id").GetGuid(), task.GetProperty("units")[0].GetProperty("unitId").GetGuid()];
        }
        return null;
    }

    private static Func<IReadOnlyCollection<Guid>, Task<List<(Guid, T)>>> Each<T>(
        ApiClient api,
        string role,
        Func<Guid, string> path,
        Func<JsonElement, T?> read
    )
        where T : class =>
        async ids =>
        {
            ConcurrentBag<(Guid, T)> found = [];
            await Parallel.ForEachAsync(
                ids,
                new ParallelOptions { MaxDegreeOfParallelism = 4 },
                async (id, _) =>
                {
                    using var answer = await api.SendAsync(HttpMethod.Get, path(id), role);
                    if (read(answer.RootElement) is { } what)
                    {
                        found.Add((id, what));
                    }
                }
            );
            return [.. found];
        };
}
