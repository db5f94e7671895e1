using System.Globalization;

namespace AfterSalesMesh.Bench;

/// <summary>How much is measured.</summary>
/// <param name="Rounds">How often flow and floor take turns.</param>
/// <param name="Returns">Returns in a turn of the flow.</param>
/// <param name="WarmUp">Returns before anything counts: the first are compiled, not worked on.</param>
/// <param name="Concurrency">Returns under way at a time, in the closed loop.</param>
/// <param name="Growth">Finished returns stored, for each look at growth.</param>
/// <param name="WithLocal">Whether Local on SQLite is measured, too.</param>
/// <param name="Report">Where the report goes; null: nowhere.</param>
/// <param name="Against">The revision that the working tree is compared with; null: none.</param>
/// <param name="Pairs">How often the two take turns.</param>
/// <param name="WhatIf">How many decisions a what-if is tried on, instead of all else; null: not measured.</param>
internal sealed record Options(
    int Rounds,
    int Returns,
    int WarmUp,
    IReadOnlyList<int> Concurrency,
    IReadOnlyList<int> Growth,
    bool WithLocal,
    string? Report,
    string? Against = null,
    int Pairs = 10,
    int? WhatIf = null
)
{
    public const string Usage = """
        bench [--quick] [--rounds N] [--returns N] [--warm-up N] [--concurrency N,N] [--growth N,N] [--local] [--report FILE]
        bench --against REVISION [--pairs N] [--returns N] [--warm-up N]
        bench --what-if DECISIONS
        """;

    private static readonly Options Full = new(
        Rounds: 5,
        Returns: 300,
        WarmUp: 1500,
        Concurrency: [8, 32, 64],
        Growth: [10_000, 100_000, 1_000_000],
        WithLocal: true,
        Report: null
    );

    private static readonly Options Quick = new(
        Rounds: 2,
        Returns: 150,
        WarmUp: 300,
        Concurrency: [32],
        Growth: [],
        WithLocal: false,
        Report: null
    );

    /// <summary>Null when they can't be understood.</summary>
    public static Options? Parse(IEnumerable<string> arguments)
    {
        var words = new Queue<string>(arguments);
        var options = words.Contains("--quick") ? Quick : Full;
        try
        {
            while (words.TryDequeue(out var word))
            {
                options = word switch
                {
                    "--quick" => options,
                    "--rounds" => options with { Rounds = Number(words.Dequeue()) },
                    "--returns" => options with { Returns = Number(words.Dequeue()) },
                    "--warm-up" => options with { WarmUp = Number(words.Dequeue()) },
                    "--concurrency" => options with { Concurrency = Numbers(words.Dequeue()) },
                    "--growth" => options with { Growth = Numbers(words.Dequeue()) },
                    "--local" => options with { WithLocal = true },
                    "--against" => options with { Against = words.Dequeue() },
                    "--pairs" => options with { Pairs = Number(words.Dequeue()) },
                    "--what-if" => options with { WhatIf = Number(words.Dequeue()) },
                    "--report" => options with { Report = words.Dequeue() },
                    _ => throw new FormatException(word),
                };
            }
            return options;
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    private static int[] Numbers(string list) =>
        [.. list.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Number)];

    private static int Number(string word) => int.Parse(word, NumberStyles.None, CultureInfo.InvariantCulture);
}
