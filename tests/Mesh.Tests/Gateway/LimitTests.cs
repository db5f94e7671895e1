using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Gateway;

/// <summary>What one caller can take from the others.</summary>
public sealed class LimitTests
{
    internal static readonly Dictionary<string, Caller> Keys = new()
    {
        ["a"] = new("shop-a", "Shop A", ["A"], [Roles.Storefront]),
        ["a2"] = new("shop-a-2", "Shop A's other system", ["A"], [Roles.Storefront]),
        ["b"] = new("shop-b", "Shop B", ["B"], [Roles.Storefront]),
    };

    [Fact]
    public async Task Unknown_keys_are_looked_up_a_few_times_and_then_refused_before_any_query()
    {
        await using var gateway = await TestGateway.StartAsync();
        var known = await gateway.CommandAsync(
            "keys",
            "add",
            "--name",
            "Ada",
            "--storefront",
            "A",
            "--role",
            "finance"
        );
        (await GetAsync(gateway, known)).Status.ShouldNotBe(HttpStatusCode.Unauthorized);

        var refused = await UnknownUntilRefusedAsync(gateway, "192.0.2.1");

        refused.Text.ShouldContain("unknown API keys");
        (await GetAsync(gateway, known)).Status.ShouldNotBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Unknown_keys_do_not_lock_out_a_key_of_the_same_address_that_was_valid_before()
    {
        var clock = new JumpingClock(DateTimeOffset.UtcNow);
        await using var gateway = await TestGateway.StartAsync(time: clock);
        string[] add = ["keys", "add", "--name", "Ada", "--storefront", "A", "--role", "finance"];
        var known = await gateway.CommandAsync(add);
        (await GetAsync(gateway, known)).Status.ShouldBe(HttpStatusCode.BadGateway);
        await UnknownUntilRefusedAsync(gateway, "192.0.2.1");

        foreach (var minutes in new[] { 1, 59, 59 })
        {
            clock.Advance(TimeSpan.FromMinutes(minutes));
            (await GetAsync(gateway, known)).Status.ShouldBe(HttpStatusCode.BadGateway);
        }

        var id = (await gateway.CommandAsync("keys", "list")).Split('\n').First(x => x.Contains("Ada")).Split('\t')[0];
        await gateway.CommandAsync("keys", "revoke", id);
        clock.Advance(TimeSpan.FromSeconds(6));
        (await GetAsync(gateway, known)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Slow_bodies_of_callers_without_a_key_do_not_hold_up_a_webhook_of_the_same_address()
    {
        var clock = new JumpingClock(DateTimeOffset.UtcNow);
        await using var service = await StubService.StartAsync(async http =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null);
            await http.Response.WriteAsync("received");
        });
        await using var gateway = await TestGateway.StartAsync(
            new Dictionary<string, string> { ["refund"] = service.Address },
            settings: new Dictionary<string, string?> { ["Gateway:ConcurrentRequests"] = "1" },
            time: clock
        );
        // What was logged until its database was ready.
        gateway.Log.Lines.Clear();
        var slow = Enumerable
            .Range(0, 12)
            .Select(_ =>
                RawHttp.SendBytesAsync(
                    gateway.Address,
                    "POST /v1/webhooks/stripe HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
                )
            )
            .ToList();

        for (var i = 0; i < 20; i++)
        {
            var answer = await gateway
                .Api.SendAsync(HttpMethod.Post, "/v1/webhooks/stripe", key: null, "{}")
                .WaitAsync(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
            answer.Text.ShouldBe("received");
        }

        await Eventually.IsTrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return slow.TrueForAll(x => x.IsCompleted);
            },
            // Kestrel closes a connection some seconds after an answer that came before its body.
            TimeSpan.FromSeconds(12)
        );
        foreach (var answer in slow)
        {
            (await answer).ShouldStartWith("HTTP/1.1 408 ");
            (await answer).ShouldContain("The body did not arrive within 5 seconds.");
        }
        gateway.Log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sender_that_hangs_up_is_not_logged_as_a_warning_and_a_service_that_is_away_is_one_line()
    {
        await using var service = await StubService.StartAsync(http => http.Request.Body.CopyToAsync(Stream.Null));
        await using var gateway = await TestGateway.StartAsync(
            new Dictionary<string, string> { ["returns"] = service.Address },
            demoKeys: Keys,
            settings: new Dictionary<string, string?> { ["Gateway:ConcurrentRequests"] = "1" }
        );
        // What was logged until its database was ready.
        gateway.Log.Lines.Clear();
        for (var i = 0; i < 4; i++)
        {
            using var client = new TcpClient(gateway.Address.Host, gateway.Address.Port);
            client.LingerState = new LingerOption(true, 0);
            await client
                .GetStream()
                .WriteAsync(
                    Encoding.ASCII.GetBytes(
                        "POST /v1/returns HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer a\r\n"
                            + "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"
                    ),
                    TestContext.Current.CancellationToken
                );
        }

        // One request of a storefront runs at a time: after these, those before have ended.
        for (var i = 0; i < 4; i++)
        {
            (await gateway.Api.GetAsync("/v1/returns/x", "a")).ShouldBe(HttpStatusCode.OK);
        }
        gateway.Log.Lines.ShouldBeEmpty();
        (await gateway.Api.GetAsync("/v1/warehouse/x", "a")).ShouldBe(HttpStatusCode.BadGateway);
        gateway.Log.Lines.ShouldHaveSingleItem().ShouldStartWith("The service warehouse did not answer");
    }

    [Fact]
    public async Task Of_many_parallel_unknown_keys_only_a_few_are_looked_up()
    {
        await using var gateway = await TestGateway.StartAsync();
        var started = Stopwatch.GetTimestamp();

        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => GetAsync(gateway, UnknownKey(i))));

        // A hundred in ten seconds, and eight at a time.
        var windows = 2 + ((int)Stopwatch.GetElapsedTime(started).TotalSeconds / 10);
        answers.Count(x => x.Status == HttpStatusCode.Unauthorized).ShouldBeLessThanOrEqualTo(108 * windows);
    }

    [Fact]
    public async Task A_malformed_key_is_never_looked_up()
    {
        await using var gateway = await TestGateway.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => GetAsync(gateway, $"local-admin-{i}")));

        // None of them took a look-up from the next.
        answers.ShouldAllBe(x => x.Status == HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("127.0.0.0/8", "203.0.113.9")]
    [InlineData("127.0.0.1", "2001:db8:1:2::9")]
    public async Task Clients_behind_a_trusted_proxy_are_counted_separately(string trusted, string another)
    {
        await using var gateway = await TestGateway.StartAsync(
            settings: new Dictionary<string, string?> { ["Gateway:TrustedProxies"] = trusted }
        );
        await UnknownUntilRefusedAsync(gateway, "198.51.100.1");

        foreach (var number in Enumerable.Range(1000, 20))
        {
            (await GetAsync(gateway, UnknownKey(number), another)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("10.0.0.0/8")]
    public async Task A_forged_address_does_not_evade_a_limit(string? trusted)
    {
        await using var gateway = await TestGateway.StartAsync(
            settings: new Dictionary<string, string?> { ["Gateway:TrustedProxies"] = trusted }
        );

        await UnknownUntilRefusedAsync(gateway, number => $"203.0.113.{number % 250}");
    }

    [Fact]
    public async Task Addresses_of_one_IPv6_network_are_one_client()
    {
        await using var gateway = await TestGateway.StartAsync(
            settings: new Dictionary<string, string?> { ["Gateway:TrustedProxies"] = "127.0.0.1" }
        );

        await UnknownUntilRefusedAsync(gateway, number => $"2001:db8::{number:x}");
    }

    [Fact]
    public async Task One_storefronts_slow_requests_leave_room_for_another_storefront()
    {
        var release = new TaskCompletionSource();
        var (running, most) = (0, 0);
        await using var service = await StubService.StartAsync(async http =>
        {
            if (http.Request.Path == "/v1/returns/slow")
            {
                var now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                await release.Task;
                Interlocked.Decrement(ref running);
            }
        });
        await using var gateway = await TestGateway.StartAsync(
            new Dictionary<string, string> { ["returns"] = service.Address },
            demoKeys: Keys,
            settings: new Dictionary<string, string?> { ["Gateway:ConcurrentRequests"] = "2" }
        );

        var slow = Enumerable
            .Range(0, 40)
            .Select(i => gateway.Api.GetAsync("/v1/returns/slow", i % 2 == 0 ? "a" : "a2"))
            .ToList();
        // 2 run and 16 wait: the other 22 are refused at once.
        await Eventually.IsTrueAsync(() => slow.Count(x => x.IsCompleted) == 22, TimeSpan.FromSeconds(30));
        foreach (var refused in slow.Where(x => x.IsCompleted))
        {
            (await refused)
                .ShouldBeProblem(HttpStatusCode.TooManyRequests, "too_many_requests")
                .Text.ShouldContain("2 running and 16 waiting");
        }

        (await gateway.Api.GetAsync("/v1/returns/quick", "b")).ShouldBe(HttpStatusCode.OK);

        release.SetResult();
        (await Task.WhenAll(slow)).Count(x => x.Status == HttpStatusCode.OK).ShouldBe(18);
        most.ShouldBe(2);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; value > seen; seen = most)
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }

    private static Task<Answer> UnknownUntilRefusedAsync(TestGateway gateway, string address) =>
        UnknownUntilRefusedAsync(gateway, _ => address);

    private static async Task<Answer> UnknownUntilRefusedAsync(TestGateway gateway, Func<int, string> addressOf)
    {
        for (var number = 0; number < 100_000; number += 50)
        {
            var answers = await Task.WhenAll(
                Enumerable.Range(number, 50).Select(x => GetAsync(gateway, UnknownKey(x), addressOf(x)))
            );
            if (Array.Find(answers, x => x.Status == HttpStatusCode.TooManyRequests) is { } refused)
            {
                return refused.ShouldBeProblem(HttpStatusCode.TooManyRequests, "too_many_requests");
            }
        }
        throw new ShouldAssertException("No unknown key was refused without being looked up.");
    }

    private static string UnknownKey(int number) => $"asm_{number:D42}0";

    private static Task<Answer> GetAsync(TestGateway gateway, string key, string? forwardedFor = null) =>
        gateway.Api.SendAsync(
            HttpMethod.Get,
            "/v1/refunds",
            key,
            change: request => request.Headers.Add("X-Forwarded-For", forwardedFor ?? "192.0.2.1")
        );
}
