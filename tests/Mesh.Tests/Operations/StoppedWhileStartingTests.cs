using AfterSalesMesh.ServiceDefaults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Operations;

public sealed class StoppedWhileStartingTests
{
    [Fact]
    public async Task A_host_that_is_stopped_while_it_starts_ends_without_an_exception()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddHostedService<StopsMeanwhile>();

        await builder.Build().RunUntilStoppedAsync();
    }

    private sealed class StopsMeanwhile(IHostApplicationLifetime lifetime) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            lifetime.StopApplication();
            return Task.Delay(Timeout.Infinite, cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
