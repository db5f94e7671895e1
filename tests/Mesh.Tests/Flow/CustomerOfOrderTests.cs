using System.Net;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using MimeKit;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Flow;

/// <summary>Letters go to the address, and are in the language, that the order names last.</summary>
public sealed class CustomerOfOrderTests(LocalMesh mesh)
{
    [Theory]
    [InlineData("Ada <ada@example.org>")]
    [InlineData("ada@example.org, bob@example.org")]
    [InlineData("ada@example")]
    [InlineData("ada")]
    [InlineData("ada@exam\u200Bple.org")]
    public async Task An_address_is_accepted_if_and_only_if_mail_can_be_sent_to_it(string email)
    {
        var answer = await mesh.Api.PutOrderAsync(Shop.NewOrder(), Order("pay", email, "en"));

        if (EmailAddress.IsValid(email))
        {
            answer.ShouldBe(HttpStatusCode.Created);
        }
        else
        {
            answer.ShouldBeProblem(HttpStatusCode.BadRequest, "invalid_request").Json!["errors"]!
                ["customer.email"]
                .ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task An_open_return_writes_to_the_corrected_address_in_the_corrected_language()
    {
        var journey = new Journey(mesh.Api, Shop.NewOrder());
        var (before, after) = ($"before-{journey.OrderNumber}@example.org", $"after-{journey.OrderNumber}@example.org");
        await journey.OrderAsync(Order(journey.Payment, before, "en"));
        await journey.RequestAsync(Journey.Ask("x", 1));
        await Eventually.IsTrueAsync(() => LettersTo(before).Count == 1, TimeSpan.FromSeconds(60));

        await journey.OrderAsync(Order(journey.Payment, after, "zh-CN"));
        await journey.ScanAsync();
        await journey.UnitAsync("x");
        await journey.CloseAsync();
        await journey.JudgeAsync();
        await journey.UntilStatusAsync("completed");

        await Eventually.IsTrueAsync(() => LettersTo(after).Count == 3, TimeSpan.FromSeconds(60));
        LettersTo(after).ShouldAllBe(x => x.Subject!.StartsWith("您的退货", StringComparison.Ordinal));
        LettersTo(before).ShouldHaveSingleItem();
    }

    private List<MimeMessage> LettersTo(string address) =>
        [
            .. Directory
                .GetFiles(mesh.MailFolder, "*.eml")
                .Select(x => MimeMessage.Load(x))
                .Where(x => x.To.ToString() == address),
        ];

    private static object Order(string payment, string email, string locale) =>
        new
        {
            currency = "EUR",
            deliveredAt = DateTimeOffset.UtcNow.AddDays(-2),
            customer = new
            {
                reference = $"c-{payment}",
                email,
                locale,
            },
            lines = new[] { Journey.Line("x", 1, 1000) },
            payments = new[]
            {
                new
                {
                    reference = payment,
                    method = "card",
                    captured = 1000,
                },
            },
        };
}
