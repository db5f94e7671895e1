using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Csv;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Returns.Orders;

/// <summary>
/// Reads orders from a file, one after the other. The rows of an order must be adjacent. A row that cannot be read may be a line of
/// the order before it or after it, so both orders are refused.
/// </summary>
internal sealed class OrderFile(CsvRecords records, OrderColumns columns, TimeZoneInfo zone, ImportFlaws flaws)
{
    public const int MaxRows = 100_000;

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    public int Rows { get; private set; }

    /// <summary>The orders of the file, including those with flaws.</summary>
    public async IAsyncEnumerable<FileOrder> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        FileOrder? order = null;
        long? unreadable = null;
        while (await records.ReadAsync(cancellation))
        {
            if (++Rows > MaxRows)
            {
                flaws.Add(
                    records.Line,
                    null,
                    order?.Number,
                    $"the file has more than {MaxRows} rows: put the rest, from this order on, into another file"
                );
                order?.Refuse();
                break;
            }
            var number = records.Flaw is null ? columns.NumberOf(records.Fields) : "";
            if (number.Length == 0)
            {
                var column = records.Flaw is null ? OrderColumns.Number : null;
                flaws.Add(records.Line, column, order?.Number, records.Flaw ?? "must not be empty");
                order?.Refuse();
                unreadable = records.Line;
                continue;
            }
            if (order?.Number != number)
            {
                if (order is not null)
                {
                    yield return order;
                }
                order = Begin(number, unreadable);
            }
            unreadable = null;
            order.AddRow(records.Line, records.Fields, columns, zone);
        }
        if (order is not null)
        {
            yield return order;
        }
    }

    private FileOrder Begin(string number, long? unreadable)
    {
        var order = new FileOrder(number, records.Line, flaws);
        if (!_seen.Add(number))
        {
            order.AddFlaw(
                records.Line,
                OrderColumns.Number,
                "must stand next to the order's other rows, which are further up"
            );
        }
        if (OrderCell.ShortenedFlaw(number) is { } shortened)
        {
            order.AddFlaw(records.Line, OrderColumns.Number, shortened);
        }
        if (unreadable is { } line)
        {
            order.AddFlaw(records.Line, null, $"the row in line {line} cannot be read and may belong to this order");
        }
        return order;
    }
}

/// <summary>One order of a file, in the JSON that a program would put.</summary>
internal sealed class FileOrder(string number, long firstLine, ImportFlaws flaws)
{
    private readonly Dictionary<string, string> _first = new(StringComparer.Ordinal);
    private readonly JsonObject _payment = [];
    private readonly JsonObject _order = [];
    private readonly JsonArray _lines = [];
    private readonly List<long> _lineNumbers = [];

    public string Number => number;

    public bool IsRefused { get; private set; }

    /// <summary>The size of its cells' text in UTF-8.</summary>
    public long Bytes { get; private set; }

    public void Refuse() => IsRefused = true;

    public void AddFlaw(long line, string? column, string what)
    {
        Refuse();
        flaws.Add(line, column, number, what);
    }

    public void AddRow(long line, IReadOnlyList<string> fields, OrderColumns columns, TimeZoneInfo zone)
    {
        // Once the order exceeds the limits it is refused, so further rows need not be stored.
        if (_lines.Count > OrderRequest.MaxLines || Bytes > MeshHost.MaxBodyBytes)
        {
            return;
        }
        var (isFirst, goods) = (_lines.Count == 0, new JsonObject());
        // Values of the whole order may be repeated in each row.
        Bytes += columns
            .Places.Where(x => isFirst || x.Column.IsOfLine)
            .Sum(x => (long)Encoding.UTF8.GetByteCount(fields[x.Place]));
        if (Bytes > MeshHost.MaxBodyBytes)
        {
            AddFlaw(
                line,
                null,
                $"makes the order larger than {MeshHost.MaxBodyBytes} bytes: it may have fewer lines or shorter texts"
            );
            return;
        }
        foreach (var (column, place) in columns.Places)
        {
            var text = OrderColumns.Text(fields, place);
            if (!column.IsOfLine && isFirst)
            {
                _first[column.Name] = text;
            }
        }
        foreach (var (column, place) in columns.Places)
        {
            var text = OrderColumns.Text(fields, place);
            if (text.Contains(FileEncoding.Undecodable))
            {
                AddFlaw(
                    line,
                    column.Name,
                    "has bytes that are not text in the file's encoding: name it with Content-Type: text/csv; charset=…"
                );
            }
            else if (!column.IsOfLine && !isFirst)
            {
                if (text.Length > 0 && text != _first[column.Name])
                {
                    AddFlaw(line, column.Name, $"must be empty or as in line {firstLine}, the order's first");
                }
            }
            else if (text.Length == 0)
            {
                if (column.Required)
                {
                    AddFlaw(line, column.Name, "must not be empty");
                }
            }
            else if (
                OrderCell.Read(column, text, _first.GetValueOrDefault("currency", ""), zone, out var value) is
                { } should
            )
            {
                AddFlaw(line, column.Name, should);
            }
            else
            {
                Put(column, goods, value!);
            }
        }
        _lines.Add((JsonNode)goods);
        _lineNumbers.Add(line);
    }

    /// <summary>The request that a program would send, checked; null: it has flaws.</summary>
    public OrderRequest? ToRequest(JsonSerializerOptions json, DateTimeOffset now)
    {
        if (IsRefused)
        {
            return null;
        }
        (_order["lines"], _order["payments"]) = (_lines, new JsonArray(_payment));
        OrderRequest request;
        try
        {
            request = _order.Deserialize<OrderRequest>(json)!;
        }
        catch (JsonException wrong) when (wrong.Path is { } path)
        {
            // Reports a missing required field, for example an address without a country or a customer without a reference.
            AddFlaw(
                firstLine,
                null,
                $"{path.TrimStart('$', '.')} lacks what it must have: {wrong.Message.Split(':')[^1].Split('.')[0].Trim()}"
            );
            return null;
        }
        var checks = new Checks();
        checks.Identifier(number, OrderColumns.Number, 100);
        request.Check(checks, now);
        foreach (var (where, should) in checks.Errors)
        {
            var (line, column) = PlaceOf(where);
            AddFlaw(line, column, should[0]);
        }
        return IsRefused ? null : request;
    }

    /// <summary>Adds a flaw of the whole order.</summary>
    public void AddFlaw(string what) => AddFlaw(firstLine, null, what);

    private void Put(OrderColumn column, JsonObject goods, JsonNode value)
    {
        switch (column.Name.Split('.'))
        {
            case ["line", var field]:
                goods[field] = value;
                break;
            case ["payment", var field]:
                _payment[field] = value;
                break;
            case ["deliveryAddress", ['l', 'i', 'n', 'e', _]]:
                var address = (JsonObject)(_order["deliveryAddress"] ??= new JsonObject());
                ((JsonArray)(address["lines"] ??= new JsonArray())).Add(value);
                break;
            case [var of, var field]:
                ((JsonObject)(_order[of] ??= new JsonObject()))[field] = value;
                break;
            default:
                _order[column.Name] = value;
                break;
        }
    }

    /// <summary>The row and column of a field, for example <c>lines[2].sku</c>.</summary>
    private (long Line, string? Column) PlaceOf(string where)
    {
        var (line, name) = (firstLine, where);
        if (where.StartsWith("lines[", StringComparison.Ordinal))
        {
            var end = where.IndexOf(']', StringComparison.Ordinal);
            line = _lineNumbers[
                int.Parse(where["lines[".Length..end], System.Globalization.CultureInfo.InvariantCulture)
            ];
            name = $"line{where[(end + 1)..]}";
        }
        name = name.Replace("payments[0]", "payment", StringComparison.Ordinal);
        return (line, OrderColumns.All.Any(x => x.Name == name) ? name : null);
    }
}
