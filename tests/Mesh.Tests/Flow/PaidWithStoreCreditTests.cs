using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using MimeKit;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Flow;

public sealed class PaidWithStoreCreditTests(LocalMesh mesh)
{
    [Fact]
    public async Task Quote_return_and_letter_name_the_part_that_goes_back_to_store_credit()
    {
        var journey = new Journey(mesh.Api, Shop.NewOrder());
        var email = $"credit-{journey.OrderNumber}@example.org";
        await journey.OrderAsync(Order(journey, email));
        var quote = await mesh.Api.PostAsync(
            "/v1/returns/quote",
            "local-storefront",
            new
            {
                orderNumber = journey.OrderNumber,
                channel = "web",
                lines = new[] { Journey.Ask("x", 1) },
            }
        );

        var done = await journey.CompleteAsync(("x", 1));

        ((long)quote.Json!["storeCredit"]!).ShouldBe(600);
        ((long)done["refunds"]![0]!["storeCredit"]!).ShouldBe(600);
        await Eventually.IsTrueAsync(
            () =>
                Directory
                    .GetFiles(mesh.MailFolder, "*-completed-*.eml")
                    .Select(x => MimeMessage.Load(x))
                    .Any(x =>
                        x.To.ToString() == email
                        && x.TextBody!.Contains("EUR\u00A06.00 was added to your store credit")
                        && x.TextBody.Contains("EUR\u00A04.00 has been refunded to your original payment method")
                    ),
            TimeSpan.FromSeconds(60)
        );
    }

    private static object Order(Journey journey, string email) =>
        new
        {
            currency = "EUR",
            deliveredAt = DateTimeOffset.UtcNow.AddDays(-2),
            customer = new { reference = $"c-{journey.OrderNumber}", email },
            lines = new[] { Journey.Line("x", 1, 1000) },
            payments = new[]
            {
                new
                {
                    reference = $"credit-{journey.OrderNumber}",
                    method = "store_credit",
                    captured = 600,
                },
                new
                {
                    reference = journey.Payment,
                    method = "card",
                    captured = 400,
                },
            },
        };
}
