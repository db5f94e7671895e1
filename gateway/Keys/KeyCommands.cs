using AfterSalesMesh.Gateway.People;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Gateway.Keys;

/// <summary><c>keys add</c>, <c>keys revoke</c>, <c>keys list</c> and <c>keys pair</c>.</summary>
internal static class KeyCommands
{
    public static Task<int> RunAsync(GatewayDb db, string[] words, TimeProvider time) =>
        words switch
        {
            ["add", .. var options] => AddAsync(db, options, time),
            ["revoke", var id] => RevokeAsync(db, id, time),
            ["list"] => ListAsync(db),
            _ => throw new CommandException(CommandText.Usage),
        };

    /// <summary>Prints lines of an environment file, whose values must not contain line breaks; PEM needs none.</summary>
    public static int Pair()
    {
        var (privateKey, publicKey) = InternalKeys.Generate();
        Console.WriteLine($"Identity__PrivateKey={privateKey.ReplaceLineEndings("")}");
        Console.WriteLine($"Identity__PublicKey={publicKey.ReplaceLineEndings("")}");
        return 0;
    }

    private static async Task<int> AddAsync(GatewayDb db, string[] words, TimeProvider time)
    {
        var person =
            words is ["--person", var id] ? await FindAsync(db, id)
            : words.Contains("--person")
                ? throw new CommandException(
                    "'--person' cannot be combined with '--role' or '--storefront': these belong to the person, not to a key."
                )
            : await PeopleCommands.AddAsync(db, words, time);
        var key = ApiKey.Generate();
        var credential = new Credential
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            PersonId = person.Id,
            Hash = ApiKey.HashOf(key),
            CreatedAt = time.GetUtcNow(),
        };
        db.Add(credential);
        await db.SaveChangesAsync();
        await Console.Error.WriteLineAsync(
            $"Key {credential.Id} of '{person.Name}' (person {person.Id}). It is shown only once:"
        );
        Console.WriteLine(key);
        return 0;
    }

    private static async Task<Person> FindAsync(GatewayDb db, string id) =>
        Guid.TryParse(id, out var personId) && await db.People.FindAsync(personId) is { } person
            ? person
            : throw new CommandException($"There is no person '{id}': 'people list' shows the ids.");

    private static async Task<int> RevokeAsync(GatewayDb db, string id, TimeProvider time)
    {
        if (!Guid.TryParse(id, out var keyId) || await db.Credentials.FindAsync(keyId) is not { } key)
        {
            throw new CommandException($"There is no key '{id}': 'keys list' shows the ids.");
        }
        key.RevokedAt ??= time.GetUtcNow();
        await db.SaveChangesAsync();
        Console.WriteLine(
            $"Key {key.Id} has been revoked since {CommandText.Utc(key.RevokedAt)}; gateways refuse it within seconds."
        );
        return 0;
    }

    private static async Task<int> ListAsync(GatewayDb db)
    {
        Console.WriteLine("id\tname\tperson\tstorefronts\troles\tcreated\trevoked");
        var keys = db.Credentials.Join(db.People, x => x.PersonId, x => x.Id, (key, person) => new { key, person });
        await foreach (var x in keys.AsNoTracking().OrderBy(x => x.key.Id).AsAsyncEnumerable())
        {
            var (storefronts, roles) = (string.Join(',', x.person.Storefronts), string.Join(',', x.person.Roles));
            var (created, revoked) = (CommandText.Utc(x.key.CreatedAt), CommandText.Utc(x.key.RevokedAt));
            Console.WriteLine(
                $"{x.key.Id}\t{x.person.Name}\t{x.person.Id}\t{storefronts}\t{roles}\t{created}\t{revoked}"
            );
        }
        return 0;
    }
}
