using System.Globalization;
using System.Text;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Policy;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Policy.PolicyCase;

namespace AfterSalesMesh.Mesh.Tests.Policy;

/// <summary>Every refusal of the presets, each by a request that gets it: the table in docs/policy.md.</summary>
public sealed class RefusalsDocumentTests
{
    private const string Document = "docs/policy.md";
    private const string Begin = "<!-- refusals -->\n";
    private const string End = "<!-- end -->";

    private static readonly LineFacts Late = Line with { DeliveredAt = Delivered.AddYears(-3) };

    private static readonly PolicyFacts[] Requests =
    [
        Of(Line with { Left = null }),
        Of(Line with { Quantity = 2 }),
        Of(Line with { Reason = "other" }),
        Of(Line with { DeliveredAt = null }),
        Of(Line with { Resolution = Resolutions.StoreCredit }) with
        {
            HasCustomer = false,
        },
        Request.After(20),
        Of(Line with { DeliveredAt = null }).After(20) with
        {
            SoldIn = SalesChannels.Shop,
        },
        Of(Late with { Reason = Reasons.Defective }),
        Of(Line with { FinalSale = true }),
        Of(Line with { Attributes = ["made_to_measure"] }),
        Of(Line with { Category = "underwear", Declared = [DeclaredFlaws.Opened] }),
        Of(Line with { Declared = [DeclaredFlaws.Altered] }),
        Of(Line with { Declared = [DeclaredFlaws.Worn] }),
        Of(Line with { Category = "swimwear", Declared = [DeclaredFlaws.PackagingMissing] }),
        Of(Line with { Set = "suit" }) with
        {
            Sets = [new SetFacts("suit", [new SetPart(Line.LineId, 1, 100), new SetPart("trousers", 1, 100)])],
        },
        Of(Line with { Resolution = Resolutions.Repair }),
        Of(Line with { Resolution = Resolutions.Exchange, Exchanges = 2 }),
    ];

    [Fact]
    public void The_table_shows_every_refusal_in_both_languages()
    {
        var text = Repository.Read(Document);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));

        Pinned.ShouldMatch(Document, text[..(begin + Begin.Length)] + Table() + text[end..]);
    }

    [Fact]
    public void Every_rule_of_the_presets_that_can_refuse_is_in_the_table()
    {
        foreach (var preset in Presets.All.Values)
        {
            string[] canRefuse =
            [
                .. preset.Windows.Select(x => x.Rule),
                .. preset.Warranty.Select(x => x.Rule),
                .. preset.Exclusions.Where(x => !x.Then.Returnable).Select(x => x.Rule),
                .. preset.Conditions.Select(x => x.Rule),
                .. preset.Sets.Where(x => x.Then.Incomplete == IncompleteSets.Refuse).Select(x => x.Rule),
                .. preset.Exchanges.Select(x => x.Rule),
            ];
            var refused = Refusals(preset).Select(x => x.Rule).ToHashSet();

            canRefuse.Except(refused).ShouldBeEmpty(preset.Name);
        }
    }

    private static string Table()
    {
        var table = new StringBuilder("| preset | rule | en | zh-CN |\n|---|---|---|---|\n");
        foreach (var (rule, text) in BuiltIn.Refusals)
        {
            Add("", rule, text);
        }
        foreach (var preset in Presets.All.Values.OrderBy(x => x.Name, StringComparer.Ordinal))
        {
            foreach (
                var rule in Refusals(preset).Where(x => x.Subject is not null).DistinctBy(x => (x.Subject, x.Rule))
            )
            {
                Add(preset.Name, rule.Rule, rule.Text!);
            }
        }
        return table.ToString();

        void Add(string preset, string rule, LocalText text) =>
            table.Append(CultureInfo.InvariantCulture, $"| {preset} | `{rule}` | {text.English} | {text.Chinese} |\n");
    }

    private static List<FiredRule> Refusals(PolicyDocument policy) =>
        [
            .. Requests
                .SelectMany(x => PolicyEvaluation.Of(x, policy).AllRules)
                .Where(x => x.Effect == DecisionWords.Refuse),
        ];
}
