using System.Collections.Concurrent;
using System.Net;
using System.Text;
using AfterSalesMesh.Mesh.Tests.Gateway;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Tenders;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>How Stripe's webhook passes the gateway, and what the service must be told to take Stripe as its provider.</summary>
public sealed class StripeGatewayTests
{
    [Fact]
    public async Task The_webhook_passes_without_a_key_to_the_byte_and_in_nobodys_name()
    {
        var heard = new ConcurrentQueue<(string Path, string Body, string Signature, string Authorization)>();
        await using var service = Bare();
        service.Map(
            "/{**path}",
            async (HttpContext http) =>
            {
                using var reader = new StreamReader(http.Request.Body);
                var headers = http.Request.Headers;
                heard.Enqueue(
                    (
                        http.Request.Path,
                        await reader.ReadToEndAsync(),
                        $"{headers["Stripe-Signature"]}",
                        $"{headers.Authorization}"
                    )
                );
            }
        );
        await service.StartAsync();
        await using var gateway = await TestGateway.StartAsync(
            new Dictionary<string, string> { ["refund"] = service.Urls.First() }
        );
        using var http = new HttpClient { BaseAddress = gateway.Address };
        const string Body = """{ "id" : "evt_1",  "type":"refund.updated" }""";

        foreach (var key in new[] { null, "a-key-of-nobody" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/webhooks/stripe")
            {
                Content = new StringContent(Body, Encoding.UTF8, "application/json"),
                Headers = { { "Stripe-Signature", "t=1,v1=00" } },
            };
            request.Headers.Authorization = key is null ? null : new("Bearer", key);

            using var answer = await http.SendAsync(request);

            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
        using var refused = await http.GetAsync("/v1/refunds");

        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        heard.ShouldBe(Enumerable.Repeat(("/v1/webhooks/stripe", Body, "t=1,v1=00", ""), 2));
    }

    [Theory]
    [InlineData("paypal", "http://provider", "", "Kind must be sandbox, stripe or alipay")]
    [InlineData("stripe", null, "", "Refund:Provider:Key must be")]
    [InlineData("stripe", null, "pk_test_1", "Refund:Provider:Key must be")]
    [InlineData("stripe", "http://stripe.example", "sk_test_1", "Address must be https")]
    [InlineData("sandbox", null, "", "Address must be the provider's")]
    [InlineData("alipay", null, "no key: test_1", "Refund:Provider:AppId, Key and PublicKey must be")]
    [InlineData("alipay", "http://alipay.example", "", "Address must be https")]
    public void A_failure_is_described_in_words_and_without_the_key(
        string kind,
        string? address,
        string key,
        string sentence
    )
    {
        var said = Should.Throw<OptionsValidationException>(() => Settings(kind, address, key)).Message;

        said.ShouldContain(sentence);
        said.ShouldNotContain("test_1");
    }

    [Fact]
    public void Stripe_needs_no_address_and_has_no_webhook_without_a_secret()
    {
        var settings = Settings("stripe", null, "rk_live_1");

        settings.Base.ShouldBe(new Uri("https://api.stripe.com/"));
        settings.WebhookSecrets.ShouldBeEmpty();
    }

    private static ProviderSettings Settings(string kind, string? address, string key)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Refund:Provider:Kind"] = kind,
                ["Refund:Provider:Address"] = address,
                ["Refund:Provider:Key"] = key,
            }
        );
        builder.AddPaymentProvider();
        using var services = builder.Services.BuildServiceProvider();
        return services.GetRequiredService<IOptions<ProviderSettings>>().Value;
    }

    private static WebApplication Bare()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }
}
