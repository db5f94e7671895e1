using System.Globalization;
using System.Reflection;
using System.Text;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Gateway;
using AfterSalesMesh.Inspection;
using AfterSalesMesh.Media;
using AfterSalesMesh.Notification;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Returns;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.Warehouse;
using ArchUnitNET.Domain;
using ArchUnitNET.Domain.Dependencies;
using ArchUnitNET.Loader;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using Assembly = System.Reflection.Assembly;

namespace AfterSalesMesh.Mesh.Tests.Architecture;

/// <summary>
/// The rooms of each project, which are its namespaces, and the arrows between them, read from what was compiled: full names
/// count like <c>using</c>. The top of a project may use all of its rooms and is used by them. A room that uses a type at the top
/// uses what that type uses, so that no circle leads through the top.
/// </summary>
public sealed class RoomTests
{
    private const string Table = "docs/rooms.md";
    private const string Top = "(top)";

    private static readonly Assembly[] Projects =
    [
        typeof(IssueRefund).Assembly,
        typeof(DurableMessagingOptions).Assembly,
        typeof(IMeshService).Assembly,
        typeof(GatewayApp).Assembly,
        typeof(InspectionService).Assembly,
        typeof(MediaService).Assembly,
        typeof(NotificationService).Assembly,
        typeof(RefundService).Assembly,
        typeof(ReturnsService).Assembly,
        typeof(WarehouseService).Assembly,
    ];

    // Project, room, and the rooms that it uses, each with an example; loaded once, as that takes seconds.
    private static readonly Lazy<
        SortedDictionary<(string Project, string Room), SortedDictionary<string, string>>
    > Arrows = new(Read);

    [Fact]
    public void Every_arrow_between_rooms_is_in_the_table()
    {
        var allowed = Repository.Exists(Table) ? Repository.Read(Table) : "";
        List<string> added = [];
        foreach (var ((project, room), targets) in Arrows.Value)
        {
            var line = allowed
                .Split('\n')
                .FirstOrDefault(x => x.StartsWith($"| {project} | {room} |", StringComparison.Ordinal));
            var known = line?.Split('|')[3].Split(',', StringSplitOptions.TrimEntries) ?? [];
            added.AddRange(
                targets
                    .Where(x => !known.Contains(x.Key))
                    .Select(x => $"{project}: {room} now uses {x.Key}, for example {x.Value}.")
            );
        }
        if (Environment.GetEnvironmentVariable("AFTERSALES_WRITE_DOCS") != "1")
        {
            added.ShouldBeEmpty($"A new arrow is a decision: if it is meant, ./mesh docs adds it to {Table}.");
        }
        Pinned.ShouldMatch(Table, ToMarkdown());
    }

    [Fact]
    public void Rooms_have_no_circular_dependencies()
    {
        var circles =
            from it in Arrows.Value
            from arrow in it.Value
            where Reach(it.Key.Project, arrow.Key).Contains(it.Key.Room)
            select $"{it.Key.Project}: {it.Key.Room} uses {arrow.Key}, for example {arrow.Value}, and is used by it.";
        circles.ShouldBeEmpty();
    }

    /// <summary>All that a room uses, also by way of others.</summary>
    private static HashSet<string> Reach(string project, string room)
    {
        HashSet<string> reached = [];
        Queue<string> ways = new(Arrows.Value[(project, room)].Keys);
        while (ways.TryDequeue(out var next))
        {
            if (reached.Add(next))
            {
                foreach (var target in Arrows.Value[(project, next)].Keys)
                {
                    ways.Enqueue(target);
                }
            }
        }
        return reached;
    }

    private static SortedDictionary<(string Project, string Room), SortedDictionary<string, string>> Read()
    {
        SortedDictionary<(string, string), SortedDictionary<string, string>> arrows = [];
        var architecture = new ArchLoader().LoadAssemblies(Projects).Build();
        foreach (var type in architecture.Types.Where(IsOurs))
        {
            var (project, room) = RoomOf(type);
            if (room == Top)
            {
                continue;
            }
            if (!arrows.TryGetValue((project, room), out var targets))
            {
                arrows[(project, room)] = targets = new(StringComparer.Ordinal);
            }
            HashSet<IType> top = [];
            foreach (var (user, used) in Uses(type, project, top))
            {
                if (RoomOf(used).Room is var other && other != room)
                {
                    targets.TryAdd(other, $"{type.Name} → {(user == type ? "" : $"{user.Name} → ")}{used.Name}");
                }
            }
        }
        return arrows;
    }

    /// <summary>
    /// The types in rooms that a type uses, also by way of types at the top, which belong to no room. The database context and the
    /// service name all rooms, so what they use is not followed.
    /// </summary>
    private static IEnumerable<(IType User, IType Used)> Uses(IType type, string project, HashSet<IType> top)
    {
        foreach (var used in type.Dependencies.SelectMany(Targets).Where(IsOurs))
        {
            var (target, room) = RoomOf(used);
            if (target != project)
            {
                continue;
            }
            if (room != Top)
            {
                yield return (type, used);
            }
            else if (!NamesAllRooms(used) && top.Add(used))
            {
                foreach (var further in Uses(used, project, top))
                {
                    yield return further;
                }
            }
        }
    }

    private static bool NamesAllRooms(IType type) =>
        Projects.Select(x => x.GetType(type.FullName)).OfType<System.Type>().FirstOrDefault() is { } it
        && (it.IsAssignableTo(typeof(DbContext)) || it.IsAssignableTo(typeof(IMeshService)));

    private static IEnumerable<IType> Targets(ITypeDependency dependency) =>
        dependency.TargetGenericArguments.SelectMany(Types).Prepend(dependency.Target);

    private static IEnumerable<IType> Types(GenericArgument argument) =>
        argument.GenericArguments.SelectMany(Types).Prepend(argument.Type);

    private static bool IsOurs(IType type) =>
        // A type parameter has the room of whoever was read first.
        type is not GenericParameter
        && type.Namespace?.FullName is { } name
        && name.StartsWith("AfterSalesMesh.", StringComparison.Ordinal)
        && !name.Contains(".Migrations.", StringComparison.Ordinal);

    // AfterSalesMesh, the project, and the rest.
    private static (string Project, string Room) RoomOf(IType type) =>
        type.Namespace.FullName.Split('.', 3) is [_, var project, var room]
            ? (project, room)
            : (type.Namespace.FullName.Split('.')[1], Top);

    private static string ToMarkdown()
    {
        var text = new StringBuilder(
            """
            # Rooms

            A room is a folder and namespace with one subject. Rooms use each other in one direction only; the top of a project
            may use all of its rooms and be used by them: a room that uses a type there also uses the rooms which that type uses, except by way
            of the database context and the service, which name all rooms. Written by `./mesh docs`; a test fails when an arrow is added.

            | project | room | uses |
            |---|---|---|

            """.ReplaceLineEndings("\n")
        );
        foreach (var ((project, room), targets) in Arrows.Value)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {project} | {room} | {string.Join(", ", targets.Keys)} |\n");
        }
        return text.ToString();
    }
}
