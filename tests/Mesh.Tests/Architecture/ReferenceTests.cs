using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Architecture;

/// <summary>The house: who may know whom.</summary>
public sealed class ReferenceTests
{
    private static readonly string[] Services = ["Inspection", "Notification", "Refund", "Returns", "Warehouse"];

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
            File.ReadAllText(file).ShouldNotContain("AfterSalesMesh.Contracts", customMessage: file);
        }
    }

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
    public void What_services_build_reference_is_what_their_projects_say()
    {
        var ours = Services.Select(x => $"AfterSalesMesh.{x}").ToHashSet();
        foreach (var service in ours)
        {
            var assembly = System.Reflection.Assembly.Load(service);
            assembly.GetReferencedAssemblies().Select(x => x.Name!).Where(ours.Contains).ShouldBeEmpty();
        }
    }

    private static IEnumerable<string> ReferencesOf(string project) =>
        XDocument
            .Load(Path.Combine(Repository.Root, project))
            .Descendants("ProjectReference")
            .Select(x => Path.GetFileNameWithoutExtension((string)x.Attribute("Include")!))
            .Order(StringComparer.Ordinal);
}
