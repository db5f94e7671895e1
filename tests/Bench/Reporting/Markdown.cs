using System.Globalization;
using System.Text;

namespace AfterSalesMesh.Bench.Reporting;

/// <summary>Text with tables.</summary>
internal sealed class Markdown
{
    private readonly StringBuilder _text = new();

    public override string ToString() => _text.ToString();

    public void Line(string text) => _text.Append(text).Append('\n');

    /// <summary>Its heading; rows follow, then an empty line.</summary>
    public void Table(params string[] columns)
    {
        Line("");
        Row(columns);
        Row([.. columns.Select(_ => "---")]);
    }

    public void Row(params string[] cells) => Line($"| {string.Join(" | ", cells)} |");

    public static string Number(double value, string format = "0.0") =>
        value.ToString(format, CultureInfo.InvariantCulture);

    public static string Milliseconds(params IEnumerable<TimeSpan> times) =>
        $"{Number(Pair.Median(times.Select(x => x.TotalMilliseconds)), "0")} ms";
}
