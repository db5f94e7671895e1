using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Clock;

/// <summary>Local's clock, moved over HTTP as an integrator does it. Each test goes on at the time the one before has left.</summary>
public sealed class TestClockTests(ClockMesh mesh) : IClassFixture<ClockMesh>
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_return_whose_parcel_never_comes_expires_once_the_clock_has_passed_its_deadlines()
    {
        var journey = await mesh.RequestAsync();
        await journey.UntilStatusAsync("awaiting_parcel");
        var (before, _) = await mesh.ReadAsync();

        var (after, _) = await mesh.AdvanceAsync("P29D");

        after.ShouldBeInRange(before.AddDays(29), before.AddDays(29).AddMinutes(2));
        await journey.UntilStatusAsync("expired");
        var timeline = await mesh.Api.GetAsync($"/v1/returns/{journey.ReturnId}/timeline?limit=200");
        var expired = timeline.Json!["items"]!.AsArray().Single(x => (string)x!["what"]! == "expired")!;
        DateTimeOffset
            .Parse((string)expired["at"]!, CultureInfo.InvariantCulture)
            .ShouldBeInRange(after.AddMinutes(-2), after.AddMinutes(2));
        await Eventually.IsTrueAsync(() => mesh.MailsAbout(journey.OrderNumber) == 2, Bound);
    }

    [Fact]
    public async Task Nothing_is_done_twice_and_no_call_fails_when_the_clock_moves_while_much_is_under_way()
    {
        string[] payments =
        [
            "",
            "",
            "",
            "",
            "-slow",
            "-slow",
            "-silent-once",
            "-silent-once",
            "-down-once",
            "-down-once",
        ];
        var (unanswered, steps) = (mesh.Api.Unanswered.Count, 0);
        var journeys = Task.WhenAll(
            payments.Select(async payment =>
            {
                var journey = await mesh.RequestAsync(payment);
                foreach (
                    var step in (Func<Task>[])[journey.ScanAsync, () => journey.UnitAsync("a"), journey.CloseAsync]
                )
                {
                    Interlocked.Increment(ref steps);
                    await step();
                }
                await journey.JudgeAsync();
                Interlocked.Increment(ref steps);
                await journey.UntilStatusAsync("completed");
                return (journey.OrderNumber, Payment: journey.Payment + payment);
            })
        );
        foreach (var share in new[] { 1, 2, 3, 4 })
        {
            await Eventually.IsTrueAsync(() => Volatile.Read(ref steps) >= share * payments.Length - 3, Bound);
            await mesh.AdvanceAsync("PT1H");
        }

        foreach (var (order, payment) in await journeys)
        {
            (await mesh.Local.PaidAsync(payment)).ShouldBe([1000], payment);
            await Eventually.IsTrueAsync(() => mesh.MailsAbout(order) >= 4, Bound, () => $"{mesh.MailsAbout(order)}");
            mesh.MailsAbout(order).ShouldBe(4);
        }
        mesh.Api.Unanswered.Skip(unanswered).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_restart_goes_on_at_the_time_of_the_test_clock()
    {
        var (before, offset) = await mesh.AdvanceAsync("P1M");

        await mesh.Local.KillAsync();
        await mesh.Local.StartAsync();

        var (after, still) = await mesh.ReadAsync();
        still.ShouldBe(offset);
        after.ShouldBeInRange(before, before.AddMinutes(2));
        mesh.Local.Output.ShouldContain($"{offset} ahead of the system's");
    }

    [Fact]
    public async Task Two_calls_at_once_move_the_clock_one_after_the_other()
    {
        var (before, _) = await mesh.ReadAsync();

        await Task.WhenAll(mesh.AdvanceAsync("P1D"), mesh.AdvanceAsync("P2D"));

        var (after, _) = await mesh.ReadAsync();
        after.ShouldBeInRange(before.AddDays(3), before.AddDays(3).AddMinutes(2));
    }

    [Fact]
    public async Task The_same_idempotency_key_moves_the_clock_once()
    {
        var key = Guid.NewGuid().ToString();
        var first = (await mesh.PostAsync(new { advance = "PT1H" }, key)).ShouldBe(HttpStatusCode.OK);

        (await mesh.PostAsync(new { advance = "PT1H" }, key)).Text.ShouldBe(first.Text);

        (await mesh.ReadAsync()).Offset.ShouldBe((string)first.Json!["offset"]!);
        (await mesh.PostAsync(new { advance = "PT2H" }, key)).ShouldBeProblem(
            HttpStatusCode.UnprocessableEntity,
            "idempotency_key_reused"
        );
    }

    [Theory]
    [InlineData("""{"advance": "P0D"}""", "invalid_request")]
    [InlineData("""{"advance": "P-1D"}""", "invalid_request")]
    [InlineData("""{"advance": "P11Y"}""", "invalid_request")]
    [InlineData("""{"advance": "8 days"}""", "invalid_request")]
    [InlineData("""{"advance": ""}""", "invalid_request")]
    [InlineData("""{"advance": null}""", "invalid_request")]
    [InlineData("""{"advance": 8}""", "malformed_json")]
    [InlineData("""{}""", "invalid_request")]
    [InlineData("""{"advance": """, "malformed_json")]
    [InlineData("""[]""", "malformed_json")]
    public async Task Bad_input_is_refused_and_moves_nothing(string body, string word)
    {
        var (_, before) = await mesh.ReadAsync();

        (await mesh.PostAsync(body)).ShouldBeProblem(HttpStatusCode.BadRequest, word);

        (await mesh.ReadAsync()).Offset.ShouldBe(before);
    }

    [Fact]
    public async Task Only_an_admin_reads_or_moves_the_clock()
    {
        foreach (var key in new[] { "local-storefront", "local-agent", "local-finance" })
        {
            (await mesh.PostAsync(new { advance = "P1D" }, key: key)).ShouldBeProblem(
                HttpStatusCode.Forbidden,
                "forbidden"
            );
            (await mesh.Api.GetAsync(ClockMesh.Path, key)).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        }
        (await mesh.Api.SendAsync(HttpMethod.Get, ClockMesh.Path, key: null)).ShouldBeProblem(
            HttpStatusCode.Unauthorized,
            "unauthenticated"
        );
    }

    [Fact]
    public async Task While_a_request_does_not_end_the_clock_stands_still_and_a_503_says_so()
    {
        var (_, before) = await mesh.ReadAsync();
        var address = await mesh.Local.AddressAsync();
        using (var endless = new TcpClient())
        {
            await endless.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
            await endless
                .GetStream()
                .WriteAsync(
                    Encoding.UTF8.GetBytes(
                        $"POST /v1/returns HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer local-storefront\r\n"
                            + $"Idempotency-Key: {Guid.NewGuid()}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{{"
                    ),
                    TestContext.Current.CancellationToken
                );
            await Eventually.IsTrueAsync(
                async () =>
                    (await mesh.PostAsync(new { advance = "PT1S" })).Status == HttpStatusCode.ServiceUnavailable,
                Bound
            );
        }

        (await mesh.AdvanceAsync("P1D")).Offset.ShouldNotBe(before);
    }
}
