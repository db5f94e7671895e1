using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace AfterSalesMesh.Mesh.Tests.SqlServer;

/// <summary>
/// Says in SQLite's words what was said in SQL Server's, as far as this product says it: <see cref="StandInConnection"/> has
/// to answer something.
/// </summary>
internal sealed class SqliteTranslation : TSqlFragmentVisitor
{
    private readonly string _sql;
    private readonly List<(int Start, int Length, string Text)> _edits = [];

    private SqliteTranslation(string sql) => _sql = sql;

    public static string Of(string sql)
    {
        var script = TransactSql.Parse(sql);
        var statements = script.Batches.SelectMany(x => x.Statements).Where(x => x is not SetOnOffStatement);
        return string.Join(
            ";\n",
            statements.Select(statement =>
            {
                var translation = new SqliteTranslation(sql);
                statement.Accept(translation);
                return translation.Apply(statement);
            })
        );
    }

    public override void Visit(QuerySpecification node)
    {
        if (node.TopRowFilter is { } top)
        {
            Remove(top);
            Insert(End(node), $" LIMIT {Text(top.Expression)}");
        }
        if (node.OffsetClause is { } offset)
        {
            var limit = offset.FetchExpression is { } fetch ? Text(fetch) : "-1";
            Replace(offset, $"LIMIT {limit} OFFSET {Text(offset.OffsetExpression)}");
        }
    }

    public override void Visit(StringLiteral node)
    {
        if (node.IsNational)
        {
            _edits.Add((node.StartOffset, 1, ""));
        }
    }

    public override void Visit(NamedTableReference node)
    {
        if (node.TableHints.Count > 0)
        {
            var with = _sql.LastIndexOf("WITH", node.TableHints[0].StartOffset, StringComparison.Ordinal);
            var close = _sql.IndexOf(')', End(node.TableHints[^1]));
            _edits.Add((with, close + 1 - with, ""));
        }
    }

    public override void Visit(FunctionCall node)
    {
        var name = node.FunctionName;
        switch (name.Value.ToUpperInvariant())
        {
            case "COUNT_BIG":
                Replace(name, "COUNT");
                break;
            case "LEN":
                Replace(name, "LENGTH");
                break;
            case "CONCAT_WS" or "STRING_AGG" or "CHARINDEX" or "DATEADD" or "DATEDIFF":
                throw new NotSupportedException($"{name.Value} is not translated: {_sql}");
        }
    }

    public override void Visit(OpenJsonTableReference node)
    {
        var type = node.SchemaDeclarationItems is [var column] ? Text(column.ColumnDefinition.DataType) : "";
        var value = type.Contains("binary", StringComparison.Ordinal) ? "unbase64(value)" : "value";
        Replace(node, $"(SELECT {value} AS [value] FROM json_each({Text(node.Variable)})) AS {Text(node.Alias)}");
    }

    public override void Visit(GlobalVariableExpression node) => Replace(node, "changes()");

    public override void Visit(UpdateSpecification node)
    {
        foreach (var column in node.SetClauses.OfType<AssignmentSetClause>().Select(x => x.Column))
        {
            Replace(column, Text(column.MultiPartIdentifier.Identifiers[^1]));
        }
        MoveOutput(node.OutputClause, node);
        switch (node.FromClause?.TableReferences)
        {
            case null:
                break;
            case [NamedTableReference table]:
                Replace(node.Target, Text(table));
                Remove(node.FromClause);
                break;
            case [QualifiedJoin { FirstTableReference: NamedTableReference table } join]:
                Replace(node.Target, $"{Text(table.SchemaObject)} AS {Text(table.Alias)}");
                var from = node.FromClause.StartOffset;
                _edits.Add((from, join.SecondTableReference.StartOffset - from, "FROM "));
                var on = End(join.SecondTableReference);
                _edits.Add((on, join.SearchCondition.StartOffset - on, " WHERE "));
                break;
            default:
                throw new NotSupportedException($"This update is not translated: {_sql}");
        }
    }

    public override void Visit(DeleteSpecification node)
    {
        MoveOutput(node.OutputClause, node);
        if (node.FromClause?.TableReferences is [NamedTableReference table])
        {
            var target = node.Target.StartOffset;
            _edits.Add((target, table.StartOffset - target, ""));
        }
    }

    private void MoveOutput(OutputClause? output, TSqlFragment statement)
    {
        if (output is null)
        {
            return;
        }
        Remove(output);
        var columns = output.SelectColumns.Select(x =>
            Text(x).Replace("inserted.", "", StringComparison.OrdinalIgnoreCase)
        );
        Insert(End(statement), $" RETURNING {string.Join(", ", columns)}");
    }

    private string Apply(TSqlStatement statement)
    {
        var text = _sql;
        // From the end, so that positions stay true; at one position the innermost was found last, and comes first.
        foreach (
            var (start, length, replacement) in _edits.OrderByDescending(x => x.Start).ThenByDescending(x => x.Length)
        )
        {
            text = string.Concat(text.AsSpan(0, start), replacement, text.AsSpan(start + length));
        }
        var end = text.Length - (_sql.Length - End(statement));
        return text[statement.StartOffset..end].TrimEnd(';', ' ', '\n', '\r');
    }

    private string Text(TSqlFragment node) => _sql.Substring(node.StartOffset, node.FragmentLength);

    private static int End(TSqlFragment node) => node.StartOffset + node.FragmentLength;

    private void Insert(int at, string text) => _edits.Add((at, 0, text));

    private void Replace(TSqlFragment node, string text) => _edits.Add((node.StartOffset, node.FragmentLength, text));

    private void Remove(TSqlFragment node) => Replace(node, "");
}
