using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AfterSalesMesh.SandboxProvider;

/// <summary>
/// A payment provider that moves no money. It keeps what real ones promise (an <c>Idempotency-Key</c> gets the first answer
/// again, a refund can be looked up by the merchant's reference) and misbehaves when the payment's reference says so.
/// </summary>
public static class SandboxApp
{
    public static void AddSandboxProvider(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddProblemDetails();
        var folder = Directory.CreateDirectory(
            builder.Configuration["AFTERSALES_DATA"] is { Length: > 0 } set ? set : "data"
        );
        var file = Path.Combine(folder.FullName, "sandbox-provider.db");
        builder.Services.AddDbContext<SandboxDb>(options =>
            options.UseSqlite($"Data Source={file}").AddInterceptors(FullSync.Instance)
        );
        var links = Path.Combine(folder.FullName, "sandbox-links.db");
        builder.Services.AddDbContext<LinksDb>(options =>
            options.UseSqlite($"Data Source={links}").AddInterceptors(FullSync.Instance)
        );
        var reversals = Path.Combine(folder.FullName, "sandbox-reversals.db");
        builder.Services.AddDbContext<ReversalsDb>(options =>
            options.UseSqlite($"Data Source={reversals}").AddInterceptors(FullSync.Instance)
        );
        builder.Services.AddHostedService<Reversing>();
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Critical);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Services.AddSingleton(
            new Slowness(
                TimeSpan.FromSeconds(builder.Configuration.GetValue("Sandbox:SlowSeconds", 3.0)),
                TimeSpan.FromSeconds(builder.Configuration.GetValue("Sandbox:ReverseSeconds", 5.0))
            )
        );
    }

    public static void MapSandboxProvider(this WebApplication app)
    {
        using (var scope = app.Services.CreateScope())
        {
            scope.ServiceProvider.GetRequiredService<SandboxDb>().Database.EnsureCreated();
            scope.ServiceProvider.GetRequiredService<LinksDb>().Database.EnsureCreated();
            scope.ServiceProvider.GetRequiredService<ReversalsDb>().Database.EnsureCreated();
        }
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapGet("/health/live", () => Results.Text("Healthy"));
        PostRefund.Map(app);
        GetRefund.Map(app);
        GetSettlement.Map(app);
        PaymentLinks.Map(app);
        PayLink.Map(app);
        Reversing.Map(app);
    }
}

/// <param name="Delay">Of a slow answer.</param>
/// <param name="Reversal">From a refund until it comes back.</param>
internal sealed record Slowness(TimeSpan Delay, TimeSpan Reversal);
