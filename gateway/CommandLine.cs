using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Gateway.Keys;
using AfterSalesMesh.Gateway.People;
using AfterSalesMesh.Gateway.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Gateway;

/// <summary>The gateway's commands by which operators manage people and their keys.</summary>
internal static class CommandLine
{
    public static bool Handles(string[] args) => args is ["people" or "keys" or "help" or "--help" or "-h", ..];

    public static async Task<int> RunAsync(string[] args)
    {
        if (args.Any(x => x is "help" or "--help" or "-h"))
        {
            Console.WriteLine(CommandText.Usage);
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
                "Another command has just added a person with that name: see 'people list'. Nothing was added."
            );
            return 2;
        }
    }

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
