using AfterSalesMesh.ServiceDefaults.Identity;

namespace AfterSalesMesh.Gateway.Keys;

/// <summary>
/// Keys that everybody knows, for demonstrations and tests on one machine. They are in the memory of the process that names them and
/// nowhere else: a gateway that is started on the same data later knows nothing of them.
/// </summary>
internal sealed record DemoKeys(IReadOnlyDictionary<string, Caller> Callers);
