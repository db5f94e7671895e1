using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Architecture;

/// <summary>The house: who may know whom.</summary>
public sealed partial class ReferenceTests
{
    private static readonly string[] Services =
    [
        "Inspection",
        "Media",
        "Notification",
        "Refund",
        "Returns",
        "Warehouse",
    ];

    [Fact]
    public void A_service_knows_the_contracts_and_the_two_shared_libraries_and_no_other_service()
    {
        foreach (var service in Services)
        {
            ReferencesOf($"services/{service}/{service}.csproj")
                .ShouldBe(["Contracts", "DurableMessaging", "ServiceDefaults"]);
        }
    }

    [Fact]
    public void Durable_messaging_knows_nothing_of_after_sales()
    {
        ReferencesOf("services/DurableMessaging/DurableMessaging.csproj").ShouldBeEmpty();
        foreach (
            var file in Directory.EnumerateFiles(
                Path.Combine(Repository.Root, "services/DurableMessaging"),
                "*.cs",
                SearchOption.AllDirectories
            )
        )
        {
            var text = File.ReadAllText(file);
            text.ShouldNotContain("AfterSalesMesh.Contracts", customMessage: file);
            // Its own namespace is all that it has of the product's name; and none of the trade's words.
            var words = Product().Replace(text, "");
            Trade().Matches(words).Select(x => x.Value).ShouldBeEmpty(file);
        }
        XDocument
            .Load(Path.Combine(Repository.Root, "services/DurableMessaging/DurableMessaging.csproj"))
            .Descendants("PackageReference")
            .Select(x => ((string)x.Attribute("Include")!).Split('.')[0])
            .Distinct()
            .ShouldBe(["MassTransit", "Microsoft", "Npgsql"]);
    }

    [GeneratedRegex("AfterSalesMesh\\.DurableMessaging")]
    private static partial Regex Product();

    [GeneratedRegex(
        "aftersales|refund|parcel|\\brma\\b|inspect|warehouse|storefront|customer|payment|jwt|gateway",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Trade();

    [Fact]
    public void The_contracts_need_no_packages_and_no_projects()
    {
        var project = XDocument.Load(Path.Combine(Repository.Root, "contracts/Contracts.csproj"));

        project.Descendants("PackageReference").ShouldBeEmpty();
        project.Descendants("ProjectReference").ShouldBeEmpty();
    }

    [Fact]
    public void The_shared_defaults_know_no_service_and_no_contract() =>
        ReferencesOf("services/ServiceDefaults/ServiceDefaults.csproj").ShouldBe(["DurableMessaging"]);

    [Fact]
    public void The_gateway_knows_no_service() => ReferencesOf("gateway/Gateway.csproj").ShouldBe(["ServiceDefaults"]);

    [Fact]
    public void Built_services_reference_only_what_their_projects_declare()
    {
        var ours = Services.Select(x => $"AfterSalesMesh.{x}").ToHashSet();
        foreach (var service in ours)
        {
            var assembly = Assembly.Load(service);
            assembly.GetReferencedAssemblies().Select(x => x.Name!).Where(ours.Contains).ShouldBeEmpty();
        }
    }

    [Fact]
    public void No_service_uses_an_endpoint_that_sends_before_the_commit()
    {
        // Their members are a consume context's, too, so an analyzer cannot ban the types.
        Type[] banned = [typeof(MassTransit.IPublishEndpoint), typeof(MassTransit.ISendEndpointProvider)];
        const BindingFlags all =
            BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

        var given =
            from service in Services
            from type in Assembly.Load($"AfterSalesMesh.{service}").GetTypes()
            from method in type.GetMethods(all).Concat<MethodBase>(type.GetConstructors(all))
            from parameter in method.GetParameters()
            where banned.Contains(parameter.ParameterType)
            select $"{type.Name}.{method.Name}({parameter.Name})";
        given.ShouldBeEmpty("Consumers use their ConsumeContext, everybody else Outbox<TDbContext>.");
    }

    private static IEnumerable<string> ReferencesOf(string project) =>
        XDocument
            .Load(Path.Combine(Repository.Root, project))
            .Descendants("ProjectReference")
            .Select(x => Path.GetFileNameWithoutExtension((string)x.Attribute("Include")!))
            .Order(StringComparer.Ordinal);
}
