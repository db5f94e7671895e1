using System.Net;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using AfterSalesMesh.ServiceDefaults.Identity;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Flow;

public sealed class LocalTests(LocalMesh mesh)
{
    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://example.org:0")]
    [InlineData("http://127.0.0.1:0;http://[::]:0")]
    public async Task Local_refuses_to_listen_on_other_than_loopback_addresses(string urls)
    {
        await using var process = Start(Directory.CreateTempSubdirectory("mesh-").FullName, urls);

        await Eventually.IsTrueAsync(
            () => process.Output.Contains("is not a loopback address", StringComparison.Ordinal),
            TimeSpan.FromSeconds(30)
        );
    }

    [Fact]
    public async Task Two_processes_cannot_use_one_data_folder()
    {
        await using var second = Start(await mesh.DataAsync(), $"http://127.0.0.1:{FreePort.Next()}");

        await Eventually.IsTrueAsync(
            () => second.Output.Contains("using this data folder", StringComparison.Ordinal),
            TimeSpan.FromSeconds(30)
        );
    }

    [Fact]
    public async Task The_data_folder_is_readable_by_its_owner_only()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }
        var folder = Directory.CreateTempSubdirectory("mesh-").FullName;
        var letter = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "mail", "old")).FullName, "1.eml");
        string[] existing = [Path.Combine(folder, "old.db"), Path.Combine(folder, "old.db-wal"), letter];
        foreach (var file in existing)
        {
            await File.WriteAllTextAsync(file, "content", TestContext.Current.CancellationToken);
        }
        foreach (var entry in Entries(folder))
        {
            File.SetUnixFileMode(entry, (UnixFileMode)0b111_111_111);
        }
        await using var process = Start(folder, "http://127.0.0.1:0");

        await Eventually.IsTrueAsync(
            () => process.Output.Contains("listens on", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60)
        );

        Entries(folder).Count().ShouldBeGreaterThan(10);
        foreach (var entry in Entries(folder).Concat(Entries(await mesh.DataAsync())))
        {
            var expected = Directory.Exists(entry) ? 0b111_000_000 : 0b110_000_000;
            File.GetUnixFileMode(entry).ShouldBe((UnixFileMode)expected, entry);
        }

        static IEnumerable<string> Entries(string root) =>
            Directory.EnumerateFileSystemEntries(root, "*", SearchOption.AllDirectories).Append(root);
    }

    [Fact]
    public async Task An_address_in_use_is_reported_in_a_sentence()
    {
        var address = await mesh.AddressAsync();
        await using var second = Start(Directory.CreateTempSubdirectory("mesh-").FullName, address.ToString());

        await Eventually.IsTrueAsync(
            () => second.Output.Contains($"{address.Authority} is in use", StringComparison.Ordinal),
            TimeSpan.FromSeconds(30)
        );
        second.Output.ShouldNotContain("Exception");
    }

    [Fact]
    public async Task A_first_start_that_was_killed_is_begun_anew()
    {
        var folder = Directory.CreateTempSubdirectory("mesh-").FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "sandbox.db"), [], TestContext.Current.CancellationToken);
        await using var process = Start(folder, $"http://127.0.0.1:{FreePort.Next()}");

        await Eventually.IsTrueAsync(
            () => process.Output.Contains("listens on", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60)
        );
    }

    [Theory]
    [InlineData("https://127.0.0.1:0", null, "Local has no certificate")]
    [InlineData("http://127.0.0.1:0", "/dev/null", "/dev/null cannot be used as the data folder")]
    public async Task An_unusable_address_or_data_folder_is_refused_in_a_sentence(
        string url,
        string? folder,
        string sentence
    )
    {
        await using var process = Start(folder ?? Directory.CreateTempSubdirectory("mesh-").FullName, url);

        await Eventually.IsTrueAsync(
            () => process.Output.Contains(sentence, StringComparison.Ordinal),
            TimeSpan.FromSeconds(30)
        );
        process.Output.ShouldNotContain("Exception");
    }

    [Fact]
    public async Task An_empty_database_file_beside_others_is_reported_in_a_sentence()
    {
        var folder = Directory.CreateTempSubdirectory("mesh-").FullName;
        var file = Path.Combine(folder, "returns.db");
        await File.WriteAllBytesAsync(file, [], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(folder, "refund.db"), [1], TestContext.Current.CancellationToken);
        await using var process = Start(folder, "http://127.0.0.1:0");

        await Eventually.IsTrueAsync(
            () => process.Output.Contains($"{file} is empty", StringComparison.Ordinal),
            TimeSpan.FromSeconds(30)
        );
        process.Output.ShouldNotContain("Exception");
    }

    [Fact]
    public async Task A_provider_that_is_configured_is_not_replaced_by_the_sandbox()
    {
        await using var process = Start(
            Directory.CreateTempSubdirectory("mesh-").FullName,
            $"http://127.0.0.1:{FreePort.Next()}",
            ("Refund__Provider__Kind", "stripe"),
            ("Refund__Provider__Key", "sk_test_1"),
            ("Refund__Provider__Address", "http://stripe.example")
        );

        await Eventually.IsTrueAsync(
            () => process.Output.Contains("Refund:Provider:Address must be https", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60)
        );
    }

    [Fact]
    public async Task A_web_page_cannot_reach_Local_by_a_rebound_host_name()
    {
        var answer = await mesh.Api.SendAsync(
            HttpMethod.Get,
            "/v1/refunds",
            "local-finance",
            change: request => request.Headers.Host = "rebound.example.org"
        );

        answer.ShouldBe(HttpStatusCode.BadRequest);
        (await mesh.Api.GetAsync("/v1/refunds", "local-finance")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_API_describes_all_its_routes()
    {
        var answer = await mesh.Api.SendAsync(HttpMethod.Get, "/openapi/v1.json", key: null);

        ((string)answer.Json!["openapi"]!).ShouldStartWith("3.1");
        string[] routes =
        [
            "/schemas/policy.json",
            "/v1/appeals/{id}/answer",
            "/v1/books",
            "/v1/books/{month}/close",
            "/v1/books/{month}/postings.csv",
            "/v1/carrier-events",
            "/v1/collections",
            "/v1/collections/{id}",
            "/v1/credit-notes/{number}",
            "/v1/customers/{reference}/standing",
            "/v1/customers/{reference}/standing/appeal",
            "/v1/customers/{reference}/standing/signals/{signal}/dismiss",
            "/v1/exceptions",
            "/v1/exceptions/{id}/assign",
            "/v1/exceptions/{id}/resolve",
            "/v1/find",
            "/v1/inspections",
            "/v1/inspections/{id}/verdict",
            "/v1/ledger/accounts",
            "/v1/ledger/postings",
            "/v1/ops/failures",
            "/v1/ops/failures/replay",
            "/v1/ops/failures/{id}/replay",
            "/v1/ops/returns/{id}/redrive",
            "/v1/ops/stuck",
            "/v1/orders/import",
            "/v1/orders/{orderNumber}",
            "/v1/payments/{reference}/adjustments",
            "/v1/payments/{reference}/assign",
            "/v1/payouts",
            "/v1/payouts/to-pay.csv",
            "/v1/payouts/{id}/failed",
            "/v1/payouts/{id}/paid",
            "/v1/photos/{id}",
            "/v1/photos/{id}/thumbnail",
            "/v1/policy",
            "/v1/policy/merchant-return-policy.json",
            "/v1/policy/page",
            "/v1/policy/versions",
            "/v1/policy/versions/{number}",
            "/v1/policy/what-if",
            "/v1/policy/what-if/{id}",
            "/v1/policy/what-if/{id}/cancel",
            "/v1/refunds",
            "/v1/refunds/due",
            "/v1/refunds/{id}/approve",
            "/v1/refunds/{id}/bank-account",
            "/v1/refunds/{id}/credit-note",
            "/v1/refunds/{id}/pay-again",
            "/v1/refunds/{id}/refuse",
            "/v1/returns",
            "/v1/returns/bulk",
            "/v1/returns/bulk/{id}",
            "/v1/returns/quote",
            "/v1/returns/{id}",
            "/v1/returns/{id}/approve",
            "/v1/returns/{id}/ask-evidence",
            "/v1/returns/{id}/cancel",
            "/v1/returns/{id}/close",
            "/v1/returns/{id}/evidence",
            "/v1/returns/{id}/reject",
            "/v1/returns/{id}/rounds",
            "/v1/returns/{id}/timeline",
            "/v1/reviews",
            "/v1/settlements",
            "/v1/settlements/{id}",
            "/v1/store-credits/{customer}",
            "/v1/store-credits/{customer}/spend",
            "/v1/store-credits/{customer}/spends/{id}/give-back",
            "/v1/storefront",
            "/v1/warehouse/receipts/{receiptId}/close",
            "/v1/warehouse/receipts/{receiptId}/units",
            "/v1/warehouse/scans",
            "/v1/warehouse/units/unplaced",
            "/v1/warehouse/units/{unitId}/assign",
        ];
        answer.Json["paths"]!.AsObject().Select(x => x.Key).Order(StringComparer.Ordinal).ShouldBe(routes);
    }

    [Fact]
    public async Task A_revoked_key_stops_working()
    {
        var key = await KeysAsync("add", "--name", "short-lived", "--storefront", "demo", "--role", "finance");
        (await mesh.Api.GetAsync("/v1/refunds", key)).ShouldBe(HttpStatusCode.OK);
        var id = (await KeysAsync("list"))
            .Split('\n')
            .Single(x => x.Contains("short-lived", StringComparison.Ordinal))
            .Split()[0];

        await KeysAsync("revoke", id);

        await Eventually.IsTrueAsync(
            async () => (await mesh.Api.GetAsync("/v1/refunds", key)).Status == HttpStatusCode.Unauthorized,
            TimeSpan.FromSeconds(20)
        );
    }

    [Fact]
    public async Task A_new_key_pair_is_printed_as_two_environment_variables()
    {
        var lines = (await KeysAsync("pair")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        var pair = lines.Select(x => x.Split('=', 2)).ToDictionary(x => x[0], x => x[1]);
        pair.Keys.ShouldBe(["Identity__PrivateKey", "Identity__PublicKey"]);
        InternalKeys.FlawInPrivate(pair["Identity__PrivateKey"]).ShouldBeNull();
        InternalKeys.FlawInPublic(pair["Identity__PublicKey"]).ShouldBeNull();
    }

    private static ServiceProcess Start(string data, string urls, params (string Name, string Value)[] settings)
    {
        var process = new ServiceProcess(
            ServiceProcess.Dll("deploy/Local"),
            new Dictionary<string, string>(settings.Select(x => KeyValuePair.Create(x.Name, x.Value)))
            {
                ["AFTERSALES_DATA"] = data,
                ["Sandbox__Url"] = "http://127.0.0.1:0",
            },
            "--urls",
            urls
        );
        process.Start();
        return process;
    }

    private async Task<string> KeysAsync(params string[] words) =>
        await GatewayCommand.RunAsync(await mesh.DataAsync(), ["keys", .. words]);
}
