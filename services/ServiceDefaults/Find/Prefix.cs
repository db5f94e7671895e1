using System.Linq.Expressions;
using System.Reflection;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AfterSalesMesh.ServiceDefaults.Find;

/// <summary>Finds rows by the beginning of a text, using an index of the column in every database.</summary>
public static class Prefix
{
    // The only overload that EF Core translates to a comparison in the database.
    private static readonly MethodInfo Compare = typeof(string).GetMethod(
        nameof(string.Compare),
        [typeof(string), typeof(string)]
    )!;

    private const int FirstSurrogate = 0xD800;
    private const int AfterSurrogates = 0xE000;

    /// <summary>Makes a column searchable by prefix: it is sorted by code points, whatever the database's collation.</summary>
    public static PropertyBuilder<T> IsFoundByPrefix<T>(this PropertyBuilder<T> property, DatabaseFacade database) =>
        // SQLite and our columns on SQL Server are already sorted in this way.
        database.IsNpgsql()
            ? property.UseCollation("C")
            : property;

    /// <summary>The rows whose text begins with the given one: a range of the index, which <c>LIKE</c> is not in every database.</summary>
    /// <param name="column">A column with <see cref="IsFoundByPrefix"/>.</param>
    /// <param name="text">An identifier, see <see cref="Http.RequestText.IsIdentifier"/>; not empty.</param>
    public static IQueryable<T> WhereBegins<T>(
        this IQueryable<T> rows,
        Expression<Func<T, string?>> column,
        string text
    )
    {
        var range = new Range(text, After(text));
        var zero = Expression.Constant(0);
        var condition = Expression.AndAlso(
            Expression.GreaterThanOrEqual(Expression.Call(Compare, column.Body, Of(nameof(Range.From))), zero),
            Expression.LessThan(Expression.Call(Compare, column.Body, Of(nameof(Range.Until))), zero)
        );
        return rows.Where(Expression.Lambda<Func<T, bool>>(condition, column.Parameters));

        // A member and not a constant, so that it becomes a parameter of the SQL.
        MemberExpression Of(string member) => Expression.Property(Expression.Constant(range), member);
    }

    /// <summary>The first text that sorts after all texts with this beginning. Texts sort by code points, so two surrogates count as one.</summary>
    private static string After(string text)
    {
        var start = text.Length - (char.IsLowSurrogate(text[^1]) ? 2 : 1);
        var next = Rune.GetRuneAt(text, start).Value + 1;
        return text[..start] + new Rune(next == FirstSurrogate ? AfterSurrogates : next);
    }

    private sealed record Range(string From, string Until);
}
