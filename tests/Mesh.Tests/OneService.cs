using System.Collections.Concurrent;
using System.Net.Http.Headers;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Parts;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Messaging;
using AfterSalesMesh.ServiceDefaults.Storage;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.Mesh.Tests;

/// <summary>
/// One service in this process: real HTTP, a database of its own, the in-memory bus, and an ear for what it tells.
/// </summary>
public sealed class OneService : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("one-service-");
    private readonly (string Private, string Public) _keys = InternalKeys.Generate();
    private readonly WebApplication _app;
    private readonly InternalToken _token;
    private readonly Func<IServiceProvider, DurableDbContext> _db;
    private readonly Heard _heard;
    private readonly string _name;

    private OneService(
        IMeshService service,
        Func<IServiceProvider, DurableDbContext> db,
        Type[] listensFor,
        string? postgres,
        IReadOnlyDictionary<string, string?>? settings,
        TimeProvider time,
        Action<IServiceCollection>? configure
    )
    {
        (_db, _heard, _name) = (db, new Heard(listensFor, service.Name), service.Name);
        _token = new InternalToken(_keys.Private, time);
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["AFTERSALES_DATA"] = _folder.FullName,
                ["Identity:PublicKey"] = _keys.Public,
                ["Storage:Provider"] = postgres is null ? "Sqlite" : "Postgres",
                [$"ConnectionStrings:{service.Name}"] = postgres,
            }
        );
        builder.Configuration.AddInMemoryCollection(settings ?? new Dictionary<string, string?>());
        builder.Logging.ClearProviders().AddProvider(Log);
        builder.Services.AddSingleton(time);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddMesh(service, _heard);
        configure?.Invoke(builder.Services);
        _app = builder.Build();
        _app.UseMesh(service, _heard);
    }

    public IServiceProvider Services => _app.Services;

    /// <param name="service">The service.</param>
    /// <param name="db">Its database, from a scope.</param>
    /// <param name="listensFor">The types of messages to hear.</param>
    /// <param name="postgres">A connection string, or null for SQLite.</param>
    /// <param name="settings">The service's own configuration.</param>
    /// <param name="time">The process's clock, which SQLite's time follows.</param>
    /// <param name="configure">Changes what the host registers.</param>
    public static async Task<OneService> StartAsync(
        IMeshService service,
        Func<IServiceProvider, DurableDbContext> db,
        Type[] listensFor,
        string? postgres = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        TimeProvider? time = null,
        Action<IServiceCollection>? configure = null
    )
    {
        var one = new OneService(service, db, listensFor, postgres, settings, time ?? TimeProvider.System, configure);
        await one._app.StartAsync();
        return one;
    }

    /// <summary>Where it answers.</summary>
    public string Address => _app.Urls.First();

    /// <summary>The key with which its gateway signs.</summary>
    public string PrivateKey => _keys.Private;

    /// <summary>The other half of it, for a second process of the service.</summary>
    public string PublicKey => _keys.Public;

    /// <summary>What it has logged as a warning or worse.</summary>
    public WarningLog Log { get; } = new();

    /// <summary>Reads or arranges its database, in which every storefront's rows show.</summary>
    public Task<T> InDatabaseAsync<TDbContext, T>(Func<TDbContext, Task<T>> work)
        where TDbContext : DurableDbContext => InScopeAsync(scope => work((TDbContext)_db(scope)));

    /// <summary>Does what a worker of it does, with every storefront's rows.</summary>
    public async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<StorefrontScope>().AllowAll();
        return await work(scope.ServiceProvider);
    }

    /// <summary>A caller of the service, as the gateway would introduce them.</summary>
    public HttpClient As(string role, params string[] storefronts)
    {
        var caller = new Caller($"person-{role}", $"{role} person", storefronts, [role]);
        var client = new HttpClient(new Signing(Sign)) { BaseAddress = new Uri(_app.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = Sign();
        return client;

        AuthenticationHeaderValue Sign() => new("Bearer", _token.For(caller, _name));
    }

    /// <summary>Sends a command and waits until the service has handled it.</summary>
    public async Task DeliverAsync<T>(T command)
        where T : class
    {
        var id = await SendAsync(command);
        await Eventually.IsTrueAsync(
            async () =>
            {
                await using var scope = _app.Services.CreateAsyncScope();
                return await _db(scope.ServiceProvider).Inbox.AnyAsync(x => x.MessageId == id);
            },
            Bound,
            () => $"{typeof(T).Name} was not consumed."
        );
    }

    /// <summary>Sends a command.</summary>
    public async Task<Guid> SendAsync<T>(T command)
        where T : class
    {
        var bus = _app.Services.GetRequiredService<IBus>();
        var endpoint = await bus.GetSendEndpoint(CommandAddress.Of<T>());
        var id = Guid.NewGuid();
        await endpoint.Send(command, context => context.MessageId = id);
        return id;
    }

    /// <summary>Waits until that many such messages were heard, and gives them in the order they came.</summary>
    public async Task<List<T>> HearAsync<T>(Func<T, bool> such, int times = 1)
    {
        await Eventually.IsTrueAsync(
            () => _heard.Messages.OfType<T>().Count(such) >= times,
            Bound,
            () => $"Of {typeof(T).Name} {_heard.Messages.OfType<T>().Count(such)} were heard, {times} were awaited."
        );
        return [.. _heard.Messages.OfType<T>().Where(such)];
    }

    /// <summary>All messages heard so far, after everything said until now has gone out.</summary>
    /// <param name="marker">A message that is said last.</param>
    /// <param name="isMarker">Knows it again.</param>
    public async Task<IReadOnlyList<object>> AllAsync<TMarker>(TMarker marker, Func<TMarker, bool> isMarker)
        where TMarker : class
    {
        await Eventually.IsTrueAsync(
            async () =>
            {
                await using var scope = _app.Services.CreateAsyncScope();
                return !await _db(scope.ServiceProvider).Outbox.AnyAsync();
            },
            Bound,
            () => "The outbox does not empty."
        );
        await _app.Services.GetRequiredService<IBus>().Publish(marker);
        await HearAsync(isMarker);
        return [.. _heard.Messages];
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _token.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private sealed class Heard(Type[] types, string service) : IMeshService
    {
        public ConcurrentQueue<object> Messages { get; } = new();

        public string Name => "test";

        public void AddServices(IHostApplicationBuilder builder) => builder.Services.AddSingleton(this);

        public void AddConsumers(IBusRegistrationConfigurator bus)
        {
            foreach (var type in types)
            {
                var endpoint = IsForOthers(type) ? EndpointOf(type) : $"test-{NameOf(type)}";
                bus.AddConsumer(typeof(Ear<>).MakeGenericType(type)).Endpoint(x => x.Name = endpoint);
            }
        }

        public void MapRoutes(IEndpointRouteBuilder routes) { }

        // A command goes to the endpoint of the service that obeys it: the ear is in its place.
        private bool IsForOthers(Type type) =>
            !type.IsGenericType
            && !string.Equals(type.Namespace!.Split('.')[^1], service, StringComparison.OrdinalIgnoreCase);

        private static string EndpointOf(Type type) =>
            (string)
                typeof(CommandAddress)
                    .GetMethod(nameof(CommandAddress.EndpointOf))!
                    .MakeGenericMethod(type)
                    .Invoke(null, null)!;

        // A type's own name has a backtick where it is generic, and addresses escape that.
        private static string NameOf(Type type) =>
            type.GenericTypeArguments.Prepend(type).Select(x => x.Name.Split('`')[0]).Aggregate((a, b) => a + b);
    }

    private sealed class Ear<T>(Heard heard) : IConsumer<T>
        where T : class
    {
        public Task Consume(ConsumeContext<T> context)
        {
            heard.Messages.Enqueue(context.Message);
            return Task.CompletedTask;
        }
    }

    /// <summary>Signs each request anew, as a token lives for a minute.</summary>
    private sealed class Signing(Func<AuthenticationHeaderValue> sign) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            request.Headers.Authorization = sign();
            return base.SendAsync(request, cancellationToken);
        }
    }
}
