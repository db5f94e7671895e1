using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace AfterSalesMesh.Replay;

/// <summary>A line of a shop's file of transactions, in the columns of the "Online Retail" data set.</summary>
/// <param name="Number">The line of the file, from 0.</param>
/// <param name="Quantity">Below 0: credited, or written off.</param>
/// <param name="Price">Of one unit, in pounds.</param>
/// <param name="Customer">Empty: unknown.</param>
internal sealed record Transaction(
    int Number,
    string Invoice,
    string StockCode,
    string Description,
    int Quantity,
    DateTimeOffset At,
    decimal Price,
    string Customer
)
{
    public bool IsCredit => Invoice.StartsWith('C');

    /// <summary>The shop also writes stock off, with no customer and a quantity below 0: that is no sale.</summary>
    public bool IsPurchase => !IsCredit && Quantity > 0;

    /// <summary>All lines of a file, CSV or CSV in gzip.</summary>
    public static IEnumerable<Transaction> Read(string path)
    {
        using var file = File.OpenRead(path);
        using Stream plain = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file;
        using var reader = new StreamReader(plain, Encoding.UTF8);
        var number = -1;
        foreach (var cells in Cells(reader).Skip(1))
        {
            yield return new(
                ++number,
                cells[0],
                cells[1],
                cells[2].Trim(),
                int.Parse(cells[3], CultureInfo.InvariantCulture),
                DateTimeOffset.Parse(cells[4], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                decimal.Parse(cells[5], CultureInfo.InvariantCulture),
                cells[6]
            );
        }
    }

    private static IEnumerable<List<string>> Cells(StreamReader reader)
    {
        List<string> cells = [];
        var cell = new StringBuilder();
        var quoted = false;
        while (reader.Read() is >= 0 and var read)
        {
            var at = (char)read;
            if (quoted && at == '"' && reader.Peek() == '"')
            {
                cell.Append((char)reader.Read());
            }
            else if (at == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && at is ',' or '\n')
            {
                cells.Add(cell.ToString());
                cell.Clear();
                if (at == '\n')
                {
                    yield return cells;
                    cells = [];
                }
            }
            else if (quoted || at != '\r')
            {
                cell.Append(at);
            }
        }
        if (cells.Count > 0)
        {
            yield return [.. cells, cell.ToString()];
        }
    }
}
