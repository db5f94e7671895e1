using AfterSalesMesh.Gateway;
using AfterSalesMesh.Gateway.Keys;
using AfterSalesMesh.Gateway.Storage;
using Microsoft.Extensions.Options;

try
{
    if (args is ["keys", .. var words])
    {
        return await KeysCommand.RunAsync(words);
    }
    var builder = WebApplication.CreateBuilder(args);
    builder.AddGateway();
    var app = builder.Build();
    await app.MigrateGatewayAsync();
    app.UseGateway();
    await app.RunAsync();
    return 0;
}
catch (OptionsValidationException invalid)
{
    await Console.Error.WriteLineAsync(
        $"The gateway can't start with this configuration:\n- {string.Join("\n- ", invalid.Failures)}"
    );
    return 1;
}
catch (Exception exception) when (GatewayStorage.IsAway(exception))
{
    await Console.Error.WriteLineAsync(
        $"The gateway's database does not answer: {exception.GetBaseException().Message}"
    );
    return 1;
}
