using AfterSalesMesh.Gateway.Storage;
using AfterSalesMesh.Refund;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Storage;

public sealed class SqlServerBuildTests
{
    private const string Sentence =
        "Storage:Provider is SqlServer, and this build was made without the package Microsoft.SqlServer.Server: "
        + "build with -p:FullRegistry=true to use SQL Server.";

    private static readonly Dictionary<string, string?> OnSqlServer = new()
    {
        ["Storage:Provider"] = "SqlServer",
        ["Identity:PublicKey"] = InternalKeys.Generate().Public,
        ["Refund:Provider:Address"] = "http://127.0.0.1:1",
    };

    public SqlServerBuildTests() =>
        Assert.SkipWhen(SqlServerBuild.Flaw is null, "This build was made with FullRegistry=true: nothing is missing.");

    [Fact]
    public async Task A_service_that_was_built_without_the_clients_package_says_so_at_start_with_all_else_that_is_wrong()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(OnSqlServer);
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var service = new RefundService();
        builder.AddMesh(service);
        await using var app = builder.Build();
        app.UseMesh(service);

        var wrong = await Should.ThrowAsync<OptionsValidationException>(() =>
            app.StartAsync(TestContext.Current.CancellationToken)
        );

        wrong.Failures.ShouldContain(Sentence);
        wrong.Failures.ShouldContain(
            "ConnectionStrings:refund is missing: Storage:Provider is SqlServer, say where its database is."
        );
    }

    [Fact]
    public void So_does_the_gateway() =>
        GatewayStorage.Flaw(new ConfigurationBuilder().AddInMemoryCollection(OnSqlServer).Build()).ShouldBe(Sentence);
}
