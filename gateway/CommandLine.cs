using System.Globalization;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Gateway.Keys;
using AfterSalesMesh.Gateway.People;
using AfterSalesMesh.Gateway.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Gateway;

/// <summary>The gateway's commands for operators, about people and their keys.</summary>
internal static class CommandLine
{
    public const string Usage = """
        Commands for operators. They use the gateway's own configuration and database; a running gateway notices within seconds.

          people add --name NAME --storefront STOREFRONT [--storefront ...] --role ROLE [--role ...]
              Adds a person and prints their id: a member of staff, or (role storefront, exactly one storefront) a
              storefront's own system.
          people list
              Lists people with their storefronts and roles.

          keys add --person ID
              Makes an API key for a person and prints it, once. To rotate a key, add a new one and revoke the old one:
              both are the same person.
          keys add --name NAME --storefront STOREFRONT [--storefront ...] --role ROLE [--role ...]
              Adds a new person with a first key.
          keys revoke ID
              Ends a key for good.
          keys list
              Lists keys with the people they belong to. The keys themselves are not kept.
          keys pair
              Prints a new pair of keys for internal tokens, as lines of an environment file.

        Roles: storefront, agent, warehouse, inspector, finance, admin.
        """;

    public static bool Handles(string[] args) => args is ["people" or "keys" or "help" or "--help" or "-h", ..];

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Any(x => x is "help" or "--help" or "-h"))
        {
            Console.WriteLine(Usage);
            return 0;
        }
        try
        {
            return args is ["keys", "pair"] ? KeyCommands.Pair() : await RunWithDatabaseAsync(args);
        }
        catch (CommandException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }
        catch (DbUpdateException exception) when (Outage.IsConflict(exception))
        {
            await Console.Error.WriteLineAsync(
                "Another command has just added a person of that name: see 'people list'. Nothing was added."
            );
            return 2;
        }
    }

    public static string Utc(DateTimeOffset? time) =>
        time?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";

    private static async Task<int> RunWithDatabaseAsync(string[] args)
    {
        var builder = WebApplication.CreateBuilder();
        if (GatewayStorage.Flaw(builder.Configuration) is { } flaw)
        {
            throw new CommandException(flaw);
        }
        builder.Logging.ClearProviders();
        builder.AddGatewayStorage();
        await using var app = builder.Build();
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GatewayDb>();
        var clock = app.Services.GetRequiredService<TimeProvider>();
        await Migration.RunAsync(db, clock, CancellationToken.None);
        return args[0] == "people"
            ? await PeopleCommands.RunAsync(db, args[1..], clock)
            : await KeyCommands.RunAsync(db, args[1..], clock);
    }
}

/// <summary>A command that cannot be carried out; the message tells the operator why.</summary>
internal sealed class CommandException(string message) : Exception(message);
