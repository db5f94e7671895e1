using System.Globalization;
using AfterSalesMesh.Replay;

const string Usage = """
    replay FILE [--through URL [--take N] [--key KEY]]
      FILE       transactions in the columns of the "Online Retail" data set, .csv or .csv.gz
      --through  a running mesh; left out: the product's code in memory, the whole file
      --take     how many credits are taken there, 200 when left out
    """;

Dictionary<string, string> options = new(StringComparer.Ordinal);
for (var i = 1; i + 1 < args.Length; i += 2)
{
    options[args[i]] = args[i + 1];
}
if (args.Length % 2 == 0 || options.Keys.Except(["--through", "--take", "--key"]).Any())
{
    await Console.Error.WriteLineAsync(Usage);
    return 2;
}
using var http = options.TryGetValue("--through", out var url)
    ? new OverHttp(new Uri(url), options.GetValueOrDefault("--key", "local-storefront"))
    : null;
var take = http is null
    ? int.MaxValue
    : int.Parse(options.GetValueOrDefault("--take", "200"), CultureInfo.InvariantCulture);
var agrees = await new Run(http is null ? new InMemory() : http, take).RunAsync(Transaction.Read(args[0]));
return agrees ? 0 : 1;
