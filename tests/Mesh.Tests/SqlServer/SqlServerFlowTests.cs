using System.Net;
using AfterSalesMesh.Mesh.Tests.Storage;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.SqlServer;

public sealed class SqlServerFlowTests
{
    [Fact]
    public async Task Every_command_of_a_whole_flow_is_one_that_SQL_Server_understands()
    {
        using var server = new StandInServer();
        var contexts = Databases.Names("SqlServer").ToDictionary(NameOf);
        foreach (var (name, context) in contexts)
        {
            server.Create(context, name);
        }
        await using var mesh = await MeshOnSqlServer.StartAsync(
            server.ConnectionString,
            services =>
            {
                foreach (var context in contexts.Values)
                {
                    StandInServer.Use(services, context);
                }
            }
        );

        await FlowAsync(mesh);

        var said = server.Said.Keys.ToList();
        said.Count.ShouldBeGreaterThan(60);
        // Parsed when they were said; and in words that every SQL Server knows.
        said.SelectMany(TransactSql.Statements).OfType<MergeStatement>().ShouldBeEmpty();
        mesh.Log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_whole_flow_runs_on_a_real_SQL_Server()
    {
        await using var server = Parts.SqlServer.Required();
        Dictionary<string, string> databases = [];
        foreach (var name in Databases.Names("SqlServer").Select(NameOf))
        {
            databases[name] = await server.CreateDatabaseAsync(name);
        }
        await using var mesh = await MeshOnSqlServer.StartAsync(name => databases[name]);

        await FlowAsync(mesh);

        mesh.Log.Lines.ShouldBeEmpty();
    }

    private static string NameOf(string context) =>
        context.Replace("SqlServer", "", StringComparison.Ordinal).ToLowerInvariant();

    private static async Task FlowAsync(MeshOnSqlServer mesh)
    {
        var journey = new Journey(mesh.Api, "S-1");
        await journey.OrderAsync(
            Journey.Order(journey.Payment, 9900, Journey.Line("shirt", 2, 4000), Journey.Line("belt", 1, 1900))
        );

        var it = await journey.CompleteAsync(("shirt", 1), ("belt", 1));

        Journey.Refunded(it).ShouldBe(5900);
        mesh.Provider.PaidTo(journey.Payment).ShouldBe(5900);
        foreach (var (path, key) in Lists(journey.ReturnId))
        {
            (await mesh.Api.GetAsync(path, key)).ShouldBe(HttpStatusCode.OK);
        }
    }

    private static IEnumerable<(string Path, string Key)> Lists(string id) =>
        [
            ($"/v1/returns/{id}/timeline?limit=2", "local-storefront"),
            ($"/v1/inspections?returnId={id}", "local-inspector"),
            ($"/v1/refunds?returnId={id}", "local-finance"),
            ("/v1/refunds?status=succeeded&limit=2", "local-finance"),
        ];
}
