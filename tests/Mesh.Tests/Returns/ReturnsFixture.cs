using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Returns;
using AfterSalesMesh.Returns;
using AfterSalesMesh.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>A Returns service of its own, alone.</summary>
public sealed class ReturnsFixture : IAsyncLifetime
{
    /// <summary>It began on a Monday at noon, so that no test depends on the machine's date, or runs into midnight.</summary>
    public static readonly OffsetClock Clock = new(
        new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero) - DateTimeOffset.UtcNow
    );

    private OneService? _service;

    public static DateTimeOffset Now => Clock.GetUtcNow();

    public OneService Service => _service!;

    public async ValueTask InitializeAsync() =>
        _service = await OneService.StartAsync(
            new ReturnsService(),
            scope => scope.GetRequiredService<ReturnsDb>(),
            [typeof(StorefrontChanged), typeof(TellCustomer), typeof(NamePaymentOwner)],
            time: Clock
        );

    /// <summary>Publishes an event of another service.</summary>
    public Task PublishAsync<T>(T happened)
        where T : class =>
        Service.Services.GetRequiredService<IBus>().Publish(happened, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync() => await Service.DisposeAsync();

    /// <summary>A call with a JSON body, and its status, ETag and answer.</summary>
    public async Task<(HttpStatusCode Status, string? ETag, JsonNode Body)> SendAsync(
        HttpMethod method,
        string path,
        object? body = null,
        string role = "storefront",
        string? ifMatch = null,
        params string[] storefronts
    )
    {
        using var client = Service.As(role, storefronts is [] ? ["demo"] : storefronts);
        using var request = new HttpRequestMessage(method, path);
        request.Content = body switch
        {
            null => null,
            string csv => new StringContent(csv, System.Text.Encoding.UTF8, "text/csv"),
            _ => JsonContent.Create(body),
        };
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.StatusCode, answer.Headers.ETag?.ToString(), JsonNode.Parse(text)!);
    }
}
