using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;

namespace AfterSalesMesh.Chaos.Reconciling;

/// <summary>
/// Uploads a settlement file made from the provider's books, with injected errors. Exactly those errors must be listed as
/// exceptions.
/// </summary>
internal sealed class Reconciliation(World world, Random random)
{
    private const string Upload = "/v1/settlements?provider=sandbox&fileName=chaos.csv";

    // A replica with a wrong clock may have posted a minute and a half in the future.
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);
    private readonly Books _books = new(world);

    /// <summary>Errors that were injected and not found, or found and not injected, in sentences.</summary>
    public List<string> Complaints { get; } = [];

    /// <returns>A summary, in a sentence.</returns>
    public async Task<string> RunAsync()
    {
        var refunds = await Sandbox.RefundsAsync(world.Mesh.DataFolder);
        var failed = (await _books.PartsAsync()).Where(x => x.Status == "failed").Select(x => $"{x.Id}").ToHashSet();
        var file = new FaultyFile(SettlementFile.FromSandbox(refunds, TimeSpan.FromDays(1)), failed, random);
        await UploadAsync(file.Text);
        List<string> found = [];
        await Eventually
            .IsTrueAsync(
                async () =>
                {
                    // The same again changes nothing, but looks once more for what is missing.
                    var answer = await UploadAsync(file.Text);
                    found = [.. FlawsOf(answer), .. await ExceptionsAsync()];
                    return (bool?)answer["repeated"] == true && Differences(file.Expected, found).Count == 0;
                },
                Timeout,
                () => $"Differences: {string.Join(", ", Differences(file.Expected, found))}"
            )
            .ContinueWith(static _ => { }, TaskScheduler.Default);
        Complaints.AddRange(Differences(file.Expected, found));
        Complaints.AddRange(Differences(Words(file.Bank), Words(await _books.BankAsync())));
        Complaints.AddRange(await _books.UnbalancedAsync());
        return $"a settlement of {file.Rows} rows with {file.Injected} errors; found {found.Count} of {file.Expected.Count} exceptions";
    }

    private async Task<JsonNode> UploadAsync(string file)
    {
        JsonNode? json = null;
        await Eventually.IsTrueAsync(
            async () =>
            {
                var answer = await world.Mesh.Api.SendAsync(
                    HttpMethod.Post,
                    Upload,
                    "local-finance",
                    change: x => x.Content = new StringContent(file, Encoding.UTF8, "text/csv")
                );
                json = answer.Json;
                return answer.Status is HttpStatusCode.Created or HttpStatusCode.OK
                    ? true
                    : throw new InvalidOperationException($"{answer.Status}: {answer.Text}");
            },
            Timeout
        );
        return json!;
    }

    private async Task<List<string>> ExceptionsAsync()
    {
        List<string> found = [];
        string? next = null;
        do
        {
            var after = next is null ? "" : $"&after={next}";
            var page = (await world.Mesh.Api.GetAsync($"/v1/exceptions?limit=200{after}", "local-finance")).Json!;
            found.AddRange(
                page["items"]!
                    .AsArray()
                    .Select(x => x!["line"] is { } line ? $"{x["kind"]} in line {line}" : $"{x["kind"]} {x["partId"]}")
            );
            next = (string?)page["next"];
        } while (next is not null);
        return found;
    }

    private static IEnumerable<string> FlawsOf(JsonNode answer) =>
        answer["flaws"]!.AsArray().Select(x => $"{FileRow.Broken} in line {x!["line"]}");

    private static IEnumerable<string> Words(Dictionary<string, long> balances) =>
        balances.Select(x => $"{x.Value} {x.Key} at the bank");

    /// <summary>An exception found twice counts as a difference.</summary>
    private static List<string> Differences(IEnumerable<string> expected, IEnumerable<string> found)
    {
        var (wanted, seen) = (expected.ToLookup(x => x), found.ToLookup(x => x));
        return
        [
            .. wanted.Where(x => !seen.Contains(x.Key)).Select(x => $"not found: {x.Key}"),
            .. seen.Where(x => x.Count() > wanted[x.Key].Count()).Select(x => $"found, and not so: {x.Key}"),
        ];
    }
}
