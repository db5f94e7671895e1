using AfterSalesMesh.Local;

try
{
    return await LocalHost.RunAsync(args);
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Stopped before the start was complete.");
    return 0;
}
