using AfterSalesMesh.ServiceDefaults.Http;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Gateway.People;

/// <summary><c>people add</c> and <c>people list</c>.</summary>
internal static class PeopleCommands
{
    public static async Task<int> RunAsync(GatewayDb db, string[] words, TimeProvider time)
    {
        switch (words)
        {
            case ["add", .. var options]:
                var person = await AddAsync(db, options, time);
                await db.SaveChangesAsync();
                Console.WriteLine(person.Id);
                return 0;
            case ["list"]:
                await ListAsync(db);
                return 0;
            default:
                throw new CommandException(CommandText.Usage);
        }
    }

    /// <summary>A new person, not saved yet.</summary>
    /// <exception cref="CommandException">The person's data has errors, or there is already a person with that name.</exception>
    public static async Task<Person> AddAsync(GatewayDb db, string[] words, TimeProvider time)
    {
        var pairs = words.Chunk(2).ToList();
        if (pairs.Find(x => x is not ["--name" or "--storefront" or "--role", _]) is { } unknown)
        {
            throw new CommandException($"'{string.Join(' ', unknown)}' is not a command.\n\n{CommandText.Usage}");
        }
        var options = pairs.ToLookup(x => x[0], x => x[1]);
        var now = time.GetUtcNow();
        var person = new Person
        {
            Id = Guid.CreateVersion7(now),
            Name = RequestText.Normalize(options["--name"].LastOrDefault() ?? ""),
            Storefronts = [.. options["--storefront"].Distinct(StringComparer.Ordinal)],
            Roles = [.. options["--role"].Distinct(StringComparer.Ordinal)],
            CreatedAt = now,
        };
        if (person.Flaws().ToList() is { Count: > 0 } flaws)
        {
            throw new CommandException(string.Join('\n', flaws));
        }
        if (await db.People.FirstOrDefaultAsync(x => x.Name == person.Name) is { } known)
        {
            throw new CommandException(
                $"There is already a person '{known.Name}': 'keys add --person {known.Id}' makes another key for them. "
                    + "If this is somebody else with the same name, give them a different one."
            );
        }
        db.Add(person);
        return person;
    }

    private static async Task ListAsync(GatewayDb db)
    {
        Console.WriteLine("id\tname\tstorefronts\troles\tcreated");
        await foreach (var x in db.People.AsNoTracking().OrderBy(x => x.Id).AsAsyncEnumerable())
        {
            var (storefronts, roles) = (string.Join(',', x.Storefronts), string.Join(',', x.Roles));
            Console.WriteLine($"{x.Id}\t{x.Name}\t{storefronts}\t{roles}\t{CommandText.Utc(x.CreatedAt)}");
        }
    }
}
