using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>The HTTP API of a provider, in this process and on a free port.</summary>
internal abstract class StubServer : IAsyncDisposable
{
    protected StubServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        App = builder.Build();
    }

    protected WebApplication App { get; }

    public string Address => App.Urls.First();

    public Task StartAsync() => App.StartAsync();

    public virtual async ValueTask DisposeAsync() => await App.DisposeAsync();
}
