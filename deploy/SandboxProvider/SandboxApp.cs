using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AfterSalesMesh.SandboxProvider;

/// <summary>
/// A payment provider that moves no money. It keeps the promises of real ones (an <c>Idempotency-Key</c> gets the first answer
/// again, a refund can be looked up by the merchant's reference) and misbehaves when the payment's reference asks for it.
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
        var file = Path.Combine(folder.FullName, "sandbox.db");
        builder.Services.AddDbContext<SandboxDb>(options => options.UseSqlite($"Data Source={file}"));
        builder.Services.AddSingleton<Faults>();
        builder.Services.AddHostedService<Reversals>();
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Critical);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
    }

    public static void MapSandboxProvider(this WebApplication app)
    {
        using (var scope = app.Services.CreateScope())
        {
            scope.ServiceProvider.GetRequiredService<SandboxDb>().Database.EnsureCreated();
        }
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapGet("/health/live", () => Results.Text("Healthy"));
        PostRefund.Map(app);
        GetRefund.Map(app);
        GetSettlement.Map(app);
        PaymentLinks.Map(app);
        PayLink.Map(app);
        Reversals.Map(app);
    }

    internal static string? KeyOf(HttpRequest request) =>
        request.Headers["Idempotency-Key"].ToString() is { Length: > 0 and <= 200 } key ? key : null;

    internal static IResult KeyIsNeeded() =>
        Results.Problem("The header Idempotency-Key is required, with 1 to 200 characters.", statusCode: 400);

    internal static IResult KeyWasReused() =>
        Results.Problem("This Idempotency-Key was used for another request.", statusCode: 422);

    internal static IResult TemporarilyDown() =>
        Results.Problem("The provider is unavailable for a moment.", statusCode: 503);
}
