using System.Collections.Concurrent;

namespace AfterSalesMesh.SandboxProvider;

/// <summary>Faults on request: the end of a payment reference or order number names the fault.</summary>
internal sealed class Faults(IConfiguration configuration, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, bool> _refusedKeys = new(StringComparer.Ordinal);
    private readonly TimeSpan _delay = TimeSpan.FromSeconds(configuration.GetValue("Sandbox:SlowSeconds", 3.0));

    /// <summary>The time from a refund until its reversal.</summary>
    public TimeSpan UntilReversal { get; } =
        TimeSpan.FromSeconds(configuration.GetValue("Sandbox:ReverseSeconds", 5.0));

    public Task DelayAsync(string name, CancellationToken cancellation) =>
        Has(name, "-slow") ? Task.Delay(_delay, time, cancellation) : Task.CompletedTask;

    /// <summary>True for the first request with the key.</summary>
    public bool IsDown(string name, string key) => Has(name, "-down-once") && _refusedKeys.TryAdd(key, true);

    public static bool Has(string name, string fault) => name.EndsWith(fault, StringComparison.Ordinal);
}
