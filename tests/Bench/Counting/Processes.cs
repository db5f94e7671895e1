using System.Globalization;

namespace AfterSalesMesh.Bench.Counting;

/// <summary>What the kernel says of the processes that take part: CPU time used, and memory they hold.</summary>
internal sealed class Processes
{
    private const double TicksPerSecond = 100;

    private readonly List<(string Name, Func<string, bool> Is)> _wanted = [];

    /// <summary>Processes whose command line and environment hold all these words, with all they start, are counted under this name.</summary>
    public void Add(string name, params string[] words) =>
        _wanted.Add((name, line => words.All(word => line.Contains(word, StringComparison.Ordinal))));

    /// <summary>CPU seconds used so far, by name; "driver" is this process.</summary>
    public IReadOnlyDictionary<string, double> CpuSeconds() =>
        ByName(x => x.Ticks / TicksPerSecond).ToDictionary(x => x.Name, x => x.Sum);

    /// <summary>Memory held now, in MB, by name: what is shared counts in parts.</summary>
    public IReadOnlyDictionary<string, double> Megabytes() =>
        ByName(x => Pss(x.Pid) / 1024.0).ToDictionary(x => x.Name, x => x.Sum);

    private IEnumerable<(string Name, double Sum)> ByName(Func<Entry, double> figure)
    {
        var all = Directory
            .EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var pid) ? Entry.Read(pid) : null)
            .OfType<Entry>()
            .ToList();
        var children = all.ToLookup(x => x.Parent);
        IEnumerable<Entry> Family(Entry one) => children[one.Pid].SelectMany(Family).Prepend(one);
        foreach (var (name, isIt) in _wanted)
        {
            // The shells that guard a process carry its command line, too.
            var found = all.Where(x => isIt(x.Line) && !x.Line.StartsWith("sh\0", StringComparison.Ordinal)).ToList();
            yield return (name, found.SelectMany(Family).DistinctBy(x => x.Pid).Sum(figure));
        }
        yield return ("driver", all.Where(x => x.Pid == Environment.ProcessId).Sum(figure));
    }

    private static long Pss(int pid)
    {
        try
        {
            return File.ReadLines($"/proc/{pid}/smaps_rollup")
                .Where(line => line.StartsWith("Pss:", StringComparison.Ordinal))
                .Select(line => long.Parse(line.AsSpan(4, line.Length - 6), CultureInfo.InvariantCulture))
                .FirstOrDefault();
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <param name="Pid">Its id.</param>
    /// <param name="Parent">Who started it.</param>
    /// <param name="Ticks">CPU used by it, and by its children that have ended.</param>
    /// <param name="Line">Its command line and environment.</param>
    private sealed record Entry(int Pid, int Parent, long Ticks, string Line)
    {
        public static Entry? Read(int pid)
        {
            try
            {
                var stat = File.ReadAllText($"/proc/{pid}/stat");
                // The name in brackets may hold anything; after it come state, parent, … and from the 12th on the times.
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                var ticks = fields[11..15].Sum(x => long.Parse(x, CultureInfo.InvariantCulture));
                return new Entry(
                    pid,
                    int.Parse(fields[1], CultureInfo.InvariantCulture),
                    ticks,
                    $"{File.ReadAllText($"/proc/{pid}/cmdline")}\0{File.ReadAllText($"/proc/{pid}/environ")}"
                );
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
