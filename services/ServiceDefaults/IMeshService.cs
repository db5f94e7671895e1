using MassTransit;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace AfterSalesMesh.ServiceDefaults;

/// <summary>One service of the mesh. It runs alone in its own process or beside the others, and cannot tell which.</summary>
public interface IMeshService
{
    /// <summary>Its name in endpoints, connection strings and file names, for example <c>warehouse</c>.</summary>
    string Name { get; }

    /// <summary>Its rooms.</summary>
    IReadOnlyList<IModule> Modules => [];

    /// <summary>Its database, and what belongs to no module.</summary>
    void AddServices(IHostApplicationBuilder builder);

    /// <summary>The messages it consumes, beside those of its modules.</summary>
    void AddConsumers(IBusRegistrationConfigurator bus) { }

    /// <summary>The routes it answers, beside those of its modules.</summary>
    void MapRoutes(IEndpointRouteBuilder routes) { }
}
