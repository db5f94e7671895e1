using AfterSalesMesh.DurableMessaging.Storage;
using MassTransit;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Hosting;

namespace AfterSalesMesh.ServiceDefaults;

/// <summary>The registrations of one room of a service: a business subject, in a folder of its own.</summary>
public interface IModule
{
    /// <summary>Registers the room's services, settings and workers.</summary>
    void AddServices(IHostApplicationBuilder builder) { }

    /// <summary>Adds the room's tables to the service's one database context.</summary>
    /// <param name="database">Names the database that the model is built for.</param>
    void AddTables(ModelBuilder model, DatabaseFacade database) { }

    /// <summary>The room's rules for every commit of the service, in the order in which they run.</summary>
    IReadOnlyList<ICommitRule> CommitRules => [];

    /// <summary>Registers the room's consumers.</summary>
    void AddConsumers(IBusRegistrationConfigurator bus) { }

    /// <summary>Maps the room's routes.</summary>
    void MapRoutes(IEndpointRouteBuilder routes) { }
}
