using System.Globalization;

namespace AfterSalesMesh.Chaos;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const string Usage = """
        chaos [--seed N] [--minutes M] [--fault NAME] [--rate RETURNS_PER_SECOND] [--keep] [--list]
        """;

    /// <summary>The same seed breaks the same things in the same order.</summary>
    public int Seed { get; private init; } = Random.Shared.Next(1, 1_000_000);

    /// <summary>
    /// How long things are broken; up to twice as long, until each fault came often enough. The recovery after that comes on top.
    /// </summary>
    public double Minutes { get; private init; } = 5;

    /// <summary>This one only, again and again.</summary>
    public string? Fault { get; private init; }

    /// <summary>Returns begun in a second.</summary>
    public double Rate { get; private init; } = 2;

    /// <summary>Keep logs and databases even when all is well.</summary>
    public bool Keep { get; private init; }

    /// <summary>Only name the faults.</summary>
    public bool List { get; private init; }

    /// <exception cref="FormatException">Says what is wrong.</exception>
    public static Options Parse(string[] words)
    {
        var options = new Options();
        for (var i = 0; i < words.Length; i++)
        {
            options = words[i] switch
            {
                "--seed" => options with { Seed = (int)Number() },
                "--minutes" => options with { Minutes = Number() },
                "--fault" => options with { Fault = Next() },
                "--rate" => options with { Rate = Number() },
                "--keep" => options with { Keep = true },
                "--list" => options with { List = true },
                var other => throw new FormatException($"There is no option '{other}'."),
            };

            string Next() =>
                ++i < words.Length ? words[i] : throw new FormatException($"{words[i - 1]} needs a value.");

            double Number()
            {
                var option = words[i];
                return double.TryParse(Next(), CultureInfo.InvariantCulture, out var number) && number > 0
                    ? number
                    : throw new FormatException($"{option} needs a number above 0.");
            }
        }
        return options;
    }
}
