using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AfterSalesMesh.Mesh.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Documents;

/// <summary>README and docs are short, and name only what there is.</summary>
public sealed partial class DocumentsTests
{
    private static readonly string[] Hosts = ["Inspection", "Media", "Notification", "Refund", "Returns", "Warehouse"];

    public static TheoryData<string> Documents =>
        [.. Repository.Files().Where(x => x.EndsWith(".md", StringComparison.Ordinal))];

    [Fact]
    public void The_readme_is_read_in_ten_minutes() =>
        new FileInfo(Path.Combine(Repository.Root, "README.md")).Length.ShouldBeLessThanOrEqualTo(10 * 1024);

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_link_leads_to_a_file_and_to_a_heading_in_it(string document)
    {
        foreach (var target in Link().Matches(Repository.Read(document)).Select(x => x.Groups[1].Value))
        {
            if (target.Contains("://", StringComparison.Ordinal))
            {
                continue;
            }
            var (file, heading) = target.Split('#') is [var before, var after] ? (before, after) : (target, null);
            var path = file == "" ? document : Path.Combine(Path.GetDirectoryName(document)!, file);
            Path.Exists(Path.Combine(Repository.Root, path)).ShouldBeTrue($"{document} links to {target}");
            if (heading is not null)
            {
                Headings(Repository.Read(path)).ShouldContain(heading, $"{document} links to {target}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_mesh_command_that_a_document_names_exists(string document)
    {
        var known = Command().Matches(Repository.Read("mesh")).Select(x => x.Groups[1].Value).ToHashSet();

        Command().Matches(Repository.Read(document)).Select(x => x.Groups[1].Value).ShouldBeSubsetOf(known);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_script_of_deploy_that_a_document_names_exists(string document)
    {
        foreach (var script in Script().Matches(Repository.Read(document)).Select(x => x.Value))
        {
            Path.Exists(Path.Combine(Repository.Root, script)).ShouldBeTrue($"{document} names {script}");
        }
    }

    [Fact]
    public void The_glossary_has_each_term_once_and_in_order()
    {
        var terms = Term().Matches(Repository.Read("docs/glossary.md")).Select(x => x.Groups[1].Value).ToList();

        terms.Count.ShouldBeInRange(25, 50);
        terms.ShouldBeUnique();
        terms.ShouldBe(terms.Order(StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void Every_type_that_the_glossary_names_exists()
    {
        var code = Repository
            .Files()
            .Where(x =>
                x.EndsWith(".cs", StringComparison.Ordinal) && !x.StartsWith("tests/", StringComparison.Ordinal)
            )
            .SelectMany(x => Word().Matches(Repository.Read(x)).Select(word => word.Value))
            .ToHashSet();

        var named = TypeName().Matches(Repository.Read("docs/glossary.md")).Select(x => x.Groups[1].Value);
        named.Except(code).ShouldBeEmpty("the glossary names types that are not there");
    }

    [Fact]
    public void Every_table_has_its_retention_in_the_document_of_operations()
    {
        var tables = Databases
            .Names("Sqlite")
            .SelectMany(name =>
            {
                using var db = Databases.Open(name);
                return db.Model.GetEntityTypes().Select(x => x.GetTableName()!).ToList();
            })
            .ToList();
        var rows = Repository
            .Read("docs/operations.md")
            .Split('\n')
            .Where(x => x.StartsWith("| `", StringComparison.Ordinal));

        var told = rows.SelectMany(x => TypeName().Matches(x.Split('|')[1])).Select(x => x.Groups[1].Value).ToList();
        tables.Except(told).ShouldBeEmpty("docs/operations.md does not say how long the rows of these tables are kept");
        told.Except(tables).ShouldBeEmpty("docs/operations.md names tables that are not there");
    }

    [Fact]
    public void A_decision_fits_on_a_screen_and_says_what_would_change_it()
    {
        var decisions = Repository
            .Files()
            .Where(x => x.StartsWith("docs/decisions/", StringComparison.Ordinal))
            .ToList();

        decisions.ShouldAllBe(x => Regex.IsMatch(Path.GetFileName(x), @"^\d{3}-[a-z0-9-]+\.md$"));
        decisions.Select(x => Path.GetFileName(x)[..3]).ShouldBeUnique();
        decisions.ShouldAllBe(x => Repository.Read(x).Split('\n').Length <= 30);
        decisions.ShouldAllBe(x => Repository.Read(x).Contains("**What would change it.**"));
    }

    [Fact]
    public void Services_started_from_an_editor_listen_at_the_local_addresses_that_the_gateway_uses()
    {
        var gateway = Profile("gateway", "Gateway");

        foreach (var host in Hosts)
        {
            var url = (string)Profile($"services/{host}", host)["applicationUrl"]!;
            url.ShouldStartWith("http://127.0.0.1:");
            ((string?)gateway["environmentVariables"]![$"Services__{host.ToLowerInvariant()}"]).ShouldBe(url);
        }
        var launched = JsonNode.Parse(Repository.Read(".vscode/launch.json"))!["configurations"]!.AsArray();
        launched
            .Select(x => (string)x!["name"]!)
            .ShouldBe([.. Hosts, "Gateway", "Local", "SandboxProvider"], ignoreOrder: true);
    }

    [Fact]
    public void No_file_names_what_is_gone()
    {
        // Written in two halves, so that this file does not.
        string[] gone =
        [
            "Full" + "Registry",
            "FULL" + "_REGISTRY",
            "Prune" + "PackageReference",
            "SqlServer" + "Build",
        ];

        foreach (var file in Repository.Files())
        {
            var text = Repository.Read(file);
            gone.Where(x => text.Contains(x, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty(file);
        }
    }

    private static JsonNode Profile(string folder, string name) =>
        JsonNode.Parse(Repository.Read($"{folder}/Properties/launchSettings.json"))!["profiles"]![name]!;

    // As GitHub makes them of a heading's text.
    private static IEnumerable<string> Headings(string text) =>
        Heading()
            .Matches(text)
            .Select(x => Regex.Replace(x.Groups[1].Value.ToLowerInvariant(), @"[^\w\- ]", "").Replace(' ', '-'));

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\./mesh ([a-z]+)")]
    private static partial Regex Command();

    [GeneratedRegex(@"\bdeploy/[a-z-]+(\.sh)?(?![\w/])")]
    private static partial Regex Script();

    [GeneratedRegex(@"^- \*\*([^*]+)\*\*", RegexOptions.Multiline)]
    private static partial Regex Term();

    [GeneratedRegex(@"\b[A-Z]\w+\b")]
    private static partial Regex Word();

    [GeneratedRegex(@"`([A-Z]\w+)(?:\.\w+)?`")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
