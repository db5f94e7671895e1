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
    public async Task It_refuses_to_listen_to_others_than_this_machine(string urls)
    {
        await using var process = Start(Directory.CreateTempSubdirectory("mesh-").FullName, urls);

        await Eventually.IsTrueAsync(
            () => process.Output.Contains("is not a loopback address", StringComparison.Ordinal),
            TimeSpan.FromSeconds(30)
        );
    }

    [Fact]
    public async Task Two_of_it_cannot_use_one_data_folder()
    {
        await using var second = Start(mesh.Data, $"http://127.0.0.1:{FreePort.Next()}");

        await Eventually.IsTrueAsync(
            () => second.Output.Contains("using this data folder", StringComparison.Ordinal),
            TimeSpan.FromSeconds(30)
        );
    }

    [Fact]
    public async Task It_says_in_a_sentence_that_an_address_is_taken()
    {
        await using var second = Start(Directory.CreateTempSubdirectory("mesh-").FullName, mesh.Address.ToString());

        await Eventually.IsTrueAsync(
            () => second.Output.Contains($"listens on {mesh.Address.Authority} already", StringComparison.Ordinal),
            TimeSpan.FromSeconds(30)
        );
        second.Output.ShouldNotContain("Exception");
    }

    [Fact]
    public async Task A_page_elsewhere_cannot_reach_it_by_a_name_of_its_own()
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
    public async Task The_api_describes_itself()
    {
        var answer = await mesh.Api.SendAsync(HttpMethod.Get, "/openapi/v1.json", key: null);

        ((string)answer.Json!["openapi"]!).ShouldStartWith("3.1");
        string[] routes =
        [
            "/v1/books",
            "/v1/books/{month}/close",
            "/v1/books/{month}/postings.csv",
            "/v1/collections",
            "/v1/collections/{id}",
            "/v1/credit-notes/{number}",
            "/v1/exceptions",
            "/v1/exceptions/{id}/assign",
            "/v1/exceptions/{id}/resolve",
            "/v1/inspections",
            "/v1/inspections/{id}/verdict",
            "/v1/ledger/accounts",
            "/v1/ledger/postings",
            "/v1/ops/failures",
            "/v1/ops/failures/replay",
            "/v1/ops/failures/{id}/replay",
            "/v1/ops/returns/{id}/redrive",
            "/v1/ops/stuck",
            "/v1/orders/{orderNumber}",
            "/v1/payments/{reference}/adjustments",
            "/v1/payouts",
            "/v1/payouts/to-pay.csv",
            "/v1/payouts/{id}/failed",
            "/v1/payouts/{id}/paid",
            "/v1/refunds",
            "/v1/refunds/due",
            "/v1/refunds/{id}/approve",
            "/v1/refunds/{id}/bank-account",
            "/v1/refunds/{id}/credit-note",
            "/v1/refunds/{id}/pay-again",
            "/v1/refunds/{id}/refuse",
            "/v1/returns",
            "/v1/returns/quote",
            "/v1/returns/{id}",
            "/v1/returns/{id}/timeline",
            "/v1/settlements",
            "/v1/settlements/{id}",
            "/v1/store-credits/{customer}",
            "/v1/store-credits/{customer}/spend",
            "/v1/store-credits/{customer}/spends/{id}/give-back",
            "/v1/warehouse/receipts/{receiptId}/close",
            "/v1/warehouse/receipts/{receiptId}/units",
            "/v1/warehouse/scans",
        ];
        answer.Json["paths"]!.AsObject().Select(x => x.Key).Order(StringComparer.Ordinal).ShouldBe(routes);
    }

    [Fact]
    public async Task A_key_that_is_revoked_stops_working()
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
    public async Task A_new_key_pair_is_two_lines_of_an_environment_file()
    {
        var lines = (await KeysAsync("pair")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        var pair = lines.Select(x => x.Split('=', 2)).ToDictionary(x => x[0], x => x[1]);
        pair.Keys.ShouldBe(["Identity__PrivateKey", "Identity__PublicKey"]);
        InternalKeys.FlawInPrivate(pair["Identity__PrivateKey"]).ShouldBeNull();
        InternalKeys.FlawInPublic(pair["Identity__PublicKey"]).ShouldBeNull();
    }

    private static ServiceProcess Start(string data, string urls)
    {
        var process = new ServiceProcess(
            ServiceProcess.Dll("deploy/Local"),
            new Dictionary<string, string> { ["AFTERSALES_DATA"] = data, ["Sandbox__Url"] = "http://127.0.0.1:0" },
            "--urls",
            urls
        );
        process.Start();
        return process;
    }

    private Task<string> KeysAsync(params string[] words) => GatewayCommand.RunAsync(mesh.Data, ["keys", .. words]);
}
