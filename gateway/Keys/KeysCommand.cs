using System.Globalization;
using AfterSalesMesh.Gateway.Storage;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Gateway.Keys;

/// <summary>For operators, at the gateway's own command line: <c>keys add</c>, <c>keys revoke</c>, <c>keys list</c>, <c>keys pair</c>.</summary>
internal static class KeysCommand
{
    private const string Usage = """
        keys add --name NAME --storefront STOREFRONT [--storefront …] --role ROLE [--role …]
        keys revoke ID
        keys list
        keys pair
        """;

    public static async Task<int> RunAsync(string[] words)
    {
        if (words is ["pair"])
        {
            return Pair();
        }
        var builder = WebApplication.CreateBuilder();
        if (GatewayStorage.Flaw(builder.Configuration) is { } flaw)
        {
            return Fail(flaw);
        }
        builder.Logging.ClearProviders();
        builder.AddGatewayStorage();
        await using var app = builder.Build();
        await app.MigrateGatewayAsync();
        var clock = app.Services.GetRequiredService<TimeProvider>();
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GatewayDb>();
        return words switch
        {
            ["add", .. var options] => await AddAsync(db, options, clock),
            ["revoke", var id] => await RevokeAsync(db, id, clock),
            ["list"] => await ListAsync(db),
            _ => Fail(Usage),
        };
    }

    private static async Task<int> AddAsync(GatewayDb db, string[] options, TimeProvider clock)
    {
        var pairs = options.Chunk(2).ToList();
        if (pairs.Find(pair => pair is not ["--name" or "--storefront" or "--role", _]) is { } strange)
        {
            return Fail($"'{string.Join(' ', strange)}' is not understood.\n{Usage}");
        }
        var values = pairs.ToLookup(pair => pair[0], pair => pair[1]);
        var secret = ApiKey.Invent();
        var name = values["--name"].LastOrDefault("");
        var key = ApiKey.Of(secret, name, values["--storefront"], values["--role"], clock.GetUtcNow());
        if (key.Flaws().ToList() is { Count: > 0 } flaws)
        {
            return Fail(string.Join('\n', flaws));
        }
        db.Add(key);
        await db.SaveChangesAsync();
        await Console.Error.WriteLineAsync($"Key {key.Id} for '{key.Name}'. It is shown this once:");
        Console.WriteLine(secret);
        return 0;
    }

    private static async Task<int> RevokeAsync(GatewayDb db, string id, TimeProvider clock)
    {
        if (!Guid.TryParse(id, out var keyId) || await db.ApiKeys.FindAsync(keyId) is not { } key)
        {
            return Fail($"There is no key '{id}': 'keys list' shows the ids.");
        }
        key.RevokedAt ??= clock.GetUtcNow();
        await db.SaveChangesAsync();
        Console.WriteLine(
            $"Key {key.Id} for '{key.Name}' is revoked since {Utc(key.RevokedAt)}; gateways notice within seconds."
        );
        return 0;
    }

    private static async Task<int> ListAsync(GatewayDb db)
    {
        Console.WriteLine("id\tname\tstorefronts\troles\tcreated\trevoked");
        await foreach (var key in db.ApiKeys.AsNoTracking().OrderBy(x => x.Id).AsAsyncEnumerable())
        {
            var storefronts = string.Join(',', key.Storefronts);
            var roles = string.Join(',', key.Roles);
            Console.WriteLine(
                $"{key.Id}\t{key.Name}\t{storefronts}\t{roles}\t{Utc(key.CreatedAt)}\t{Utc(key.RevokedAt)}"
            );
        }
        return 0;
    }

    // As lines of an environment file, which takes no line breaks in a value; PEM does without.
    private static int Pair()
    {
        var (privateKey, publicKey) = InternalKeys.Generate();
        Console.WriteLine($"Identity__PrivateKey={privateKey.ReplaceLineEndings("")}");
        Console.WriteLine($"Identity__PublicKey={publicKey.ReplaceLineEndings("")}");
        return 0;
    }

    private static string Utc(DateTimeOffset? time) =>
        time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";

    private static int Fail(string why)
    {
        Console.Error.WriteLine(why);
        return 2;
    }
}
