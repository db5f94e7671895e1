using AfterSalesMesh.ServiceDefaults.Identity;

namespace AfterSalesMesh.Gateway.Keys;

/// <summary>
/// Well-known keys for demonstrations and tests on one machine. They are held in memory only: a gateway that is started on the same data
/// later does not accept them.
/// </summary>
internal sealed record DemoKeys(IReadOnlyDictionary<string, Caller> Callers);
