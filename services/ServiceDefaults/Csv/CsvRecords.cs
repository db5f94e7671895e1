namespace AfterSalesMesh.ServiceDefaults.Csv;

/// <summary>
/// Reads CSV (RFC 4180) record by record in memory that does not grow with the file. Records without any text are skipped. A broken
/// record loses only its first line: a quote that is never closed does not swallow the rows after it, as it does in common libraries.
/// The lines behind that one are scanned again; where a file has so many broken records that these scans would take far longer than
/// reading it, a record ends with its line.
/// </summary>
public sealed class CsvRecords(TextReader text)
{
    /// <summary>The longest record, in characters.</summary>
    public const int MaxRecord = 32 * 1024;

    // The characters that may be scanned in vain at the start of a file, where a few broken records are no sign of many.
    private const long MaxInVain = 16 * MaxRecord;

    private readonly char[] _buffer = new char[4 * MaxRecord];
    private readonly List<string> _fields = [];
    private int _start;
    private int _end;
    private bool _isRead;
    private long _nextLine = 1;
    private char _delimiter;
    private int _width;
    private bool _isInBrokenLine;
    private long _taken;
    private long _inVain;

    /// <summary>The line on which the last record begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>The error in the last record; null: none.</summary>
    public string? Flaw { get; private set; }

    /// <summary>The fields of the last record, until the next one is read.</summary>
    public IReadOnlyList<string> Fields => _fields;

    /// <summary>Reads the first record, which shows the delimiter and the number of fields.</summary>
    public async ValueTask<bool> ReadHeaderAsync(CancellationToken cancellation)
    {
        await FillAsync(cancellation);
        var head = _buffer.AsSpan(_start, _end - _start);
        if (head.StartsWith("sep=") && head.Length > 4)
        {
            // Spreadsheets may name the delimiter in a line before the header, for example "sep=;".
            _delimiter = head[4];
            Skip(CsvScan.EndOfLine(head));
        }
        else
        {
            _delimiter = CsvScan.Delimiter(head);
        }
        var found = await ReadAsync(cancellation);
        _width = Flaw is null ? _fields.Count : 0;
        return found;
    }

    /// <summary>Reads the next record, with or without a flaw; false at the end.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (_end - _start < MaxRecord && !_isRead)
            {
                await FillAsync(cancellation);
            }
            if (_start == _end)
            {
                return false;
            }
            if (Take())
            {
                return true;
            }
        }
    }

    private bool Take()
    {
        var window = _buffer.AsSpan(_start, Math.Min(_end - _start, MaxRecord));
        if (_isInBrokenLine)
        {
            SkipLine(window);
            return false;
        }
        var isLast = _isRead && window.Length == _end - _start;
        var line = CsvScan.EndOfLine(window);
        if (line.Lines > 0 && _inVain > MaxInVain + (2 * _taken))
        {
            window = window[..line.Length];
            isLast = true;
        }
        (Line, Flaw) = (_nextLine, null);
        var scan = CsvScan.Record(window, _delimiter, isLast, _fields);
        var wrong =
            scan.Flaw
            ?? (
                _width > 0 && _fields.Count != _width && !scan.IsBlank
                    ? $"it has {_fields.Count} fields, and the first line has {_width}"
                    : null
            );
        if (wrong is null)
        {
            Skip((scan.Length, scan.Lines));
            return !scan.IsBlank;
        }
        Flaw = wrong;
        _inVain += Math.Max(0, scan.Length - line.Length);
        SkipLine(window);
        return true;
    }

    private void SkipLine(ReadOnlySpan<char> window)
    {
        var end = CsvScan.EndOfLine(window);
        // The line may continue after the window.
        _isInBrokenLine = end.Lines == 0;
        Skip(end);
    }

    private void Skip((int Length, int Lines) taken)
    {
        _start += taken.Length;
        _taken += taken.Length;
        _nextLine += taken.Lines;
    }

    private async ValueTask FillAsync(CancellationToken cancellation)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        // Reads no more than one record needs, so that received rows do not wait for the rest of the upload.
        while (_end < MaxRecord && !_isRead)
        {
            var read = await text.ReadAsync(_buffer.AsMemory(_end), cancellation);
            _isRead = read == 0;
            _end += read;
        }
    }
}
