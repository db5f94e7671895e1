using Microsoft.SqlServer.TransactSql.ScriptDom;
using Shouldly;

namespace AfterSalesMesh.Mesh.Tests.SqlServer;

/// <summary>Parses SQL as the newest SQL Server does, without a server.</summary>
internal static class TransactSql
{
    /// <summary>The parsed text; fails with the parser's errors and the text.</summary>
    public static TSqlScript Parse(string sql)
    {
        using var text = new StringReader(sql);
        var script = (TSqlScript)new TSql180Parser(initialQuotedIdentifiers: true).Parse(text, out var errors);
        errors.Select(x => $"line {x.Line}: {x.Message}").ShouldBeEmpty(sql);
        return script;
    }

    /// <summary>The statements of a text, those inside of triggers and blocks included.</summary>
    public static IReadOnlyList<TSqlStatement> Statements(string sql)
    {
        var found = new Finder();
        Parse(sql).Accept(found);
        return found.Statements;
    }

    private sealed class Finder : TSqlFragmentVisitor
    {
        public List<TSqlStatement> Statements { get; } = [];

        public override void Visit(TSqlStatement node) => Statements.Add(node);
    }
}
