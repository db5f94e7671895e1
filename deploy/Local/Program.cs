using AfterSalesMesh.Local;
using Microsoft.AspNetCore.Connections;

try
{
    return await LocalHost.RunAsync(args);
}
catch (IOException exception) when (exception.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync(
        $"{exception.Message} Another address: --urls for the API, --Sandbox:Url for the sandbox payment provider."
    );
    return 1;
}
