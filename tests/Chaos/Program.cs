using AfterSalesMesh.Chaos;
using AfterSalesMesh.Chaos.Faults;

try
{
    var options = Options.Parse(args);
    if (options.List)
    {
        Console.WriteLine(string.Join('\n', Catalog.All.Select(x => x.Name)));
        return 0;
    }
    var only = Catalog.All.FirstOrDefault(x => x.Name == options.Fault);
    if (options.Fault is not null && only is null)
    {
        throw new FormatException($"There is no fault '{options.Fault}': --list names them.");
    }
    using var stopped = new CancellationTokenSource();
    Console.CancelKeyPress += (_, press) =>
    {
        press.Cancel = true;
        stopped.Cancel();
    };
    return await new Run(options, only).RunAsync(stopped.Token) ? 0 : 1;
}
catch (FormatException wrong)
{
    await Console.Error.WriteLineAsync($"{wrong.Message}\n{Options.Usage}");
    return 2;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Stopped before the end: nothing is proven.");
    return 1;
}
