using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AfterSalesMesh.Returns.Saga;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>Prints a table of the saga; guards and actions are printed by the names of their methods.</summary>
internal static partial class SagaTable
{
    public static string Of<T>(TransitionTable<T> table)
    {
        var text = new StringBuilder(
            "| in the state | on | if | does | sends | and goes to |\n|---|---|---|---|---|---|\n"
        );
        foreach (
            var row in table
                .Rows.Where(x => x.Outcome == TransitionOutcome.Done)
                .GroupBy(x => (x.On, x.If, x.Does, x.To))
                .OrderBy(x => StateOrder(table, x.First().In))
        )
        {
            var (first, states) = (row.First(), string.Join(", ", row.Select(x => x.In)));
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {states} | {EventOf(first.On)} | {Words(first.If)} | {Words(first.Does)} | {string.Join(", ", first.Sends.Select(x => x.Name))} | {first.To} |\n"
            );
        }
        foreach (
            var (outcome, says) in new[]
            {
                (TransitionOutcome.Ignored, "Changes nothing"),
                (TransitionOutcome.Refused, "Is refused (409)"),
            }
        )
        {
            var others = table
                .Rows.Where(x => x.Outcome == outcome)
                .GroupBy(x => x.On)
                .Select(x => $"{EventOf(x.Key)} in {string.Join(", ", x.Select(y => y.In).Distinct())}");
            var line = string.Join("; ", others);
            if (line.Length > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n{says}, unless a row above holds: {line}.\n");
            }
        }
        return text.ToString();
    }

    private static int StateOrder<T>(TransitionTable<T> table, string state) =>
        table.Rows.Select(x => x.In).Distinct().ToList().IndexOf(state);

    private static string EventOf(Type type) => type.Name == "SagaIsDue" ? "Due" : type.Name;

    private static string Words(string? name) =>
        name is null ? "" : Capital().Replace(name, x => $" {x.Value.ToLowerInvariant()}").TrimStart();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
