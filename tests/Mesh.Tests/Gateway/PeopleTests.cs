using System.Net;
using AfterSalesMesh.Mesh.Tests.Refund;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.RefundFixture;

namespace AfterSalesMesh.Mesh.Tests.Gateway;

/// <summary>A person is not a key: what somebody decided with one key they may not approve with another.</summary>
public sealed class PeopleTests(RefundFixture refunds) : IClassFixture<RefundFixture>, IAsyncLifetime
{
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        await refunds.StartAsync();
        _gateway = await TestGateway.StartAsync(
            new Dictionary<string, string> { ["refund"] = refunds.Service.Address },
            refunds.Service.PrivateKey
        );
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_second_key_and_a_rotated_key_are_the_same_person_for_four_eyes()
    {
        var ada = await AddPersonAsync("Ada");
        var (first, second) = (await AddKeyAsync(ada), await AddKeyAsync(ada));
        var bob = await AddKeyAsync(await AddPersonAsync("Bob"));
        var refund = Of(101, Paid(1000)) with { Currency = "CHF", DecidedBy = ada };
        await refunds.Service.DeliverAsync(refund);
        var approve = $"/v1/refunds/{refund.RefundId}/approve";

        (await PostAsync(approve, first)).ShouldBeProblem(HttpStatusCode.Forbidden, "decided_by_you");
        (await PostAsync(approve, second)).ShouldBeProblem(HttpStatusCode.Forbidden, "decided_by_you");
        await _gateway.CommandAsync("keys", "revoke", await IdOfFirstKeyAsync(ada));
        var rotated = await AddKeyAsync(ada);
        (await PostAsync(approve, rotated)).ShouldBeProblem(HttpStatusCode.Forbidden, "decided_by_you");

        (await PostAsync(approve, bob)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_person_is_not_added_twice_and_an_unknown_person_gets_no_key()
    {
        await AddPersonAsync("Carla");

        var again = await GatewayCommand.TryAsync(
            _gateway.Data,
            ["keys", "add", "--name", "Carla", "--storefront", Shop, "--role", "finance"]
        );
        var stranger = await GatewayCommand.TryAsync(_gateway.Data, ["keys", "add", "--person", $"{Guid.NewGuid()}"]);
        var rights = await GatewayCommand.TryAsync(
            _gateway.Data,
            ["keys", "add", "--person", $"{Guid.NewGuid()}", "--role", "admin"]
        );

        (again.ExitCode, again.Output).ShouldBe((2, ""));
        again.Errors.ShouldContain("There is already a person 'Carla'");
        (stranger.ExitCode, stranger.Output).ShouldBe((2, ""));
        stranger.Errors.ShouldContain("There is no person");
        (rights.ExitCode, rights.Output).ShouldBe((2, ""));
        rights.Errors.ShouldContain("'--person' cannot be combined");
        (await _gateway.CommandAsync("people", "list")).Split('\n').Count(x => x.Contains("Carla")).ShouldBe(1);
    }

    [Theory]
    [InlineData("people", "Eve\u200B-demo")]
    [InlineData("keys", "Eve\u00A0Demo")]
    public async Task A_name_that_could_look_like_another_is_refused(string command, string name)
    {
        var (exitCode, _, errors) = await GatewayCommand.TryAsync(
            _gateway.Data,
            [command, "add", "--name", name, "--storefront", Shop, "--role", "finance"]
        );

        exitCode.ShouldBe(2);
        errors.ShouldContain("invisible");
        (await _gateway.CommandAsync("people", "list")).ShouldNotContain("Eve");
    }

    [Fact]
    public async Task Two_commands_at_the_same_time_add_a_person_of_one_name_once()
    {
        string[] add = ["people", "add", "--name", "Dora", "--storefront", Shop, "--role", "finance"];

        var results = await Task.WhenAll(
            Enumerable.Range(0, 3).Select(_ => GatewayCommand.TryAsync(_gateway.Data, add))
        );

        results.Select(x => x.ExitCode).Order().ShouldBe([0, 2, 2]);
        (await _gateway.CommandAsync("people", "list")).Split('\n').Count(x => x.Contains("Dora")).ShouldBe(1);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("keys", "--help")]
    [InlineData("people", "help")]
    public async Task The_commands_print_their_usage(params string[] words) =>
        (await _gateway.CommandAsync(words)).ShouldContain("people add --name NAME");

    [Fact]
    public async Task An_unknown_command_changes_nothing_and_prints_the_usage()
    {
        foreach (string[] words in new[] { (string[])["keys", "burn"], ["people"], ["people", "add", "--nmae", "X"] })
        {
            var (exitCode, output, errors) = await GatewayCommand.TryAsync(_gateway.Data, words);

            (exitCode, output).ShouldBe((2, ""));
            errors.ShouldContain("people add --name NAME");
        }
    }

    private Task<string> AddPersonAsync(string name) =>
        _gateway.CommandAsync("people", "add", "--name", name, "--storefront", Shop, "--role", "finance");

    private Task<string> AddKeyAsync(string person) => _gateway.CommandAsync("keys", "add", "--person", person);

    private async Task<string> IdOfFirstKeyAsync(string person) =>
        (await _gateway.CommandAsync("keys", "list")).Split('\n').First(x => x.Contains(person)).Split('\t')[0];

    private Task<Answer> PostAsync(string path, string key) =>
        _gateway.Api.PostAsync(path, key, new { }, Guid.NewGuid().ToString());
}
