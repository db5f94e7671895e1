using System.Globalization;
using System.Net;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;

namespace AfterSalesMesh.Mesh.Tests.Clock;

/// <summary>A Local of its own, as other tests cannot share one whose clock moves.</summary>
public sealed class ClockMesh : IAsyncDisposable
{
    public const string Path = "/v1/test/clock";

    public LocalMesh Local { get; } = new();

    public MeshApi Api => Local.Api;

    public async Task<(DateTimeOffset Now, string Offset)> ReadAsync() =>
        Read((await Api.GetAsync(Path, "local-admin")).ShouldBe(HttpStatusCode.OK));

    public Task<Answer> PostAsync(object body, string? idempotencyKey = null, string key = "local-admin") =>
        Api.PostAsync(Path, key, body, idempotencyKey);

    public async Task<(DateTimeOffset Now, string Offset)> AdvanceAsync(string advance)
    {
        // While the requests of a busy machine do not end in time, the answer asks to repeat the call.
        Answer answer = null!;
        await Eventually.IsTrueAsync(
            async () => (answer = await PostAsync(new { advance })).Status != HttpStatusCode.ServiceUnavailable,
            TimeSpan.FromMinutes(4)
        );
        return Read(answer.ShouldBe(HttpStatusCode.OK));
    }

    /// <summary>An order of the mesh's today, and a return of it that nobody has sent yet.</summary>
    public async Task<Journey> RequestAsync(string payment = "")
    {
        var journey = new Journey(Api, $"C-{Guid.NewGuid():N}"[..14]);
        var (now, _) = await ReadAsync();
        await journey.OrderAsync(
            new
            {
                currency = "EUR",
                deliveredAt = now.AddDays(-2),
                customer = new { reference = $"c-{journey.OrderNumber}", email = "ada@example.org" },
                lines = new[] { Journey.Line("a", 1, 1000) },
                payments = new[]
                {
                    new
                    {
                        reference = journey.Payment + payment,
                        method = "card",
                        captured = 1000,
                    },
                },
            }
        );
        await journey.RequestAsync(Journey.Ask("a", 1));
        return journey;
    }

    /// <summary>How many e-mails customers got about an order.</summary>
    public int MailsAbout(string order) =>
        Directory
            .GetFiles(Local.MailFolder, "*.eml")
            .Count(x => File.ReadAllText(x).Contains(order, StringComparison.Ordinal));

    public ValueTask DisposeAsync() => Local.DisposeAsync();

    private static (DateTimeOffset, string) Read(Answer answer) =>
        (
            DateTimeOffset.ParseExact(
                (string)answer.Json!["now"]!,
                "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal
            ),
            (string)answer.Json["offset"]!
        );
}
