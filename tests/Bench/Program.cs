using System.Globalization;
using AfterSalesMesh.Bench;
using AfterSalesMesh.Bench.Against;
using AfterSalesMesh.Bench.Floor;

// The floor's processes are this program, too.
if (args is ["floor", var plan, var database, var broker, var service])
{
    var number = int.Parse(service, CultureInfo.InvariantCulture);
    await new FloorWorker(FloorPlan.FromJson(plan), database, broker, number).RunAsync();
    return 0;
}
if (Options.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(Options.Usage);
    return 2;
}
if (options.Against is { } revision)
{
    await Comparison.RunAsync(revision, options.Pairs, options.Returns, options.WarmUp);
    return 0;
}
if (options.WhatIf is { } decisions)
{
    await WhatIfMeasurement.RunAsync(decisions);
    return 0;
}
var figures = await Measurement.RunAsync(options);
if (options.Report is { } file)
{
    var notes = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "notes.md"));
    await File.WriteAllTextAsync(file, figures.ToMarkdown(notes));
}
Console.WriteLine(figures.ToJson());
return 0;
