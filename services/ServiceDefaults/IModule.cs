using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Hosting;

namespace AfterSalesMesh.ServiceDefaults;

/// <summary>What one room of a service (a business subject, in a folder of its own) registers.</summary>
public interface IModule
{
    /// <summary>Its services, settings and workers.</summary>
    void AddServices(IHostApplicationBuilder builder) { }

    /// <summary>Its tables, in the service's one database context.</summary>
    /// <param name="database">Tells for which database it is built.</param>
    void AddTables(ModelBuilder model, DatabaseFacade database) { }

    /// <summary>What it adds to or checks in every commit of the service, in the order in which they run.</summary>
    IReadOnlyList<ICommitRule> CommitRules => [];

    /// <summary>The messages it consumes.</summary>
    void AddConsumers(IBusRegistrationConfigurator bus) { }

    /// <summary>The routes it answers.</summary>
    void MapRoutes(IEndpointRouteBuilder routes) { }
}
