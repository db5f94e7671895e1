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
        LettersTo(after).ShouldAllBe(x => x.Subject!.Contains("您的退货", StringComparison.Ordinal));
        LettersTo(before).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_answer_to_an_appeal_is_one_letter_to_the_corrected_address_in_the_corrected_language()
    {
        var (order, payment) = (Shop.NewOrder(), $"pay-{Guid.NewGuid():N}");
        var (before, after) = ($"before-{order}@example.org", $"after-{order}@example.org");
        (await mesh.Api.PutOrderAsync(order, Order(payment, before, "en"))).ShouldBe(HttpStatusCode.Created);
        var standing = $"/v1/customers/c-{payment}/standing";
        var appeal = await mesh.Api.PostAsync($"{standing}/appeal", "local-storefront", new { });
        (await mesh.Api.PutOrderAsync(order, Order(payment, after, "zh-CN"))).ShouldBe(HttpStatusCode.OK);

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(i =>
                    mesh.Api.PostAsync(
                        $"/v1/appeals/{appeal.Json!["id"]}/answer",
                        "local-agent",
                        new { granted = false, text = $"No, {i}." }
                    )
                )
        );

        answers.Count(x => x.Status == HttpStatusCode.OK).ShouldBe(1);
        await Eventually.IsTrueAsync(
            async () =>
                (string?)(await mesh.Api.GetAsync(standing, "local-storefront")).Json!["appeal"]!["told"] == "sent",
            TimeSpan.FromSeconds(60)
        );
        var letter = LettersTo(after).ShouldHaveSingleItem();
        letter.Subject.ShouldBe("您的申诉结果：退货统计保持不变");
        letter.TextBody!.ShouldContain(
            $"我们的答复：{(string?)answers.First(x => x.Status == HttpStatusCode.OK).Json!["answer"]}"
        );
        LettersTo(before).ShouldBeEmpty();
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
