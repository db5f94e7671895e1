namespace AfterSalesMesh.ServiceDefaults;

/// <summary>
/// One service of the mesh: its rooms, and registrations that belong to no room, such as its database. It runs alone in a process or
/// beside other services, from the same registration code.
/// </summary>
public interface IMeshService : IModule
{
    /// <summary>Its name in endpoints, connection strings and file names, for example <c>warehouse</c>.</summary>
    string Name { get; }

    /// <summary>Its rooms.</summary>
    IReadOnlyList<IModule> Modules => [];

    /// <summary>The service itself, then its rooms.</summary>
    IEnumerable<IModule> AllModules => [this, .. Modules];
}
