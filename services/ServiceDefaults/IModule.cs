using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Hosting;

namespace AfterSalesMesh.ServiceDefaults;

/// <summary>One business subject of a service, in a folder of its own: all that the subject registers.</summary>
public interface IModule
{
    /// <summary>Its services, settings and workers.</summary>
    void AddServices(IHostApplicationBuilder builder) { }

    /// <summary>Its tables; the service's database context asks for them.</summary>
    /// <param name="model">The model that is built.</param>
    /// <param name="database">Tells which provider it is built for.</param>
    void AddTables(ModelBuilder model, DatabaseFacade database) { }

    /// <summary>What every commit of the service does or checks for it, in this order.</summary>
    IReadOnlyList<ICommitRule> CommitRules => [];

    /// <summary>The messages it consumes.</summary>
    void AddConsumers(IBusRegistrationConfigurator bus) { }

    /// <summary>The routes it answers.</summary>
    void MapRoutes(IEndpointRouteBuilder routes) { }
}
