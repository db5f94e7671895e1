using AfterSalesMesh.Gateway;
using AfterSalesMesh.Gateway.Storage;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

try
{
    if (CommandLine.Handles(args))
    {
        return await CommandLine.RunAsync(args);
    }
    var builder = WebApplication.CreateBuilder([MeshHost.ReadConfigurationOnce, .. args]);
    if (EF.IsDesignTime)
    {
        // The tool that writes migrations needs the database's model and has no further configuration.
        builder.AddGatewayStorage();
        builder.Build();
        return 0;
    }
    builder.AddGateway();
    var app = builder.Build();
    app.UseGateway();
    await app.RunUntilStoppedAsync();
    return 0;
}
catch (Exception exception) when (Settings.ErrorsOf(exception) is { } flaws)
{
    await Console.Error.WriteLineAsync(
        $"The gateway can't start with this configuration:\n- {string.Join("\n- ", flaws)}"
    );
    return 1;
}
catch (Exception exception) when (GatewayStorage.IsAway(exception))
{
    // Only a command ends here; a running gateway waits for its database.
    await Console.Error.WriteLineAsync(
        $"The gateway's database does not answer: {exception.GetBaseException().Message}"
    );
    return 1;
}
