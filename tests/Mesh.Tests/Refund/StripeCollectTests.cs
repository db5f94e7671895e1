using System.Net;
using System.Text;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Payments;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.CollectFixture;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>The whole service with links of Stripe and its webhook; and with a provider that has none.</summary>
public sealed class StripeCollectTests : IAsyncLifetime
{
    private readonly StubStripeLinks _stripe = new();
    private OneService _service = null!;

    public async ValueTask InitializeAsync()
    {
        await _stripe.StartAsync();
        _service = await StartAsync(
            new()
            {
                ["Refund:Provider:Kind"] = "stripe",
                ["Refund:Provider:Address"] = _stripe.Address,
                ["Refund:Provider:Key"] = StubStripe.Key,
                ["Refund:Provider:WebhookSecret"] = StubStripe.WebhookSecret,
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _stripe.DisposeAsync();
    }

    [Fact]
    public async Task A_webhook_makes_a_collection_due_and_its_status_is_looked_up()
    {
        var (asked, link) = await LinkedAsync();
        var visit = _stripe.Open(link)!;

        // It says "completed", and is not: a hint, no more.
        (await HookAsync("checkout.session.completed", visit)).ShouldBe(HttpStatusCode.OK);
        _stripe.Complete(visit, "processing");
        (await HookAsync("checkout.session.completed", visit)).ShouldBe(HttpStatusCode.OK);
        await BecomesAsync(_service, asked, "processing");
        visit.Intent = "succeeded";
        (await HookAsync("checkout.session.async_payment_succeeded", visit)).ShouldBe(HttpStatusCode.OK);

        var row = await BecomesAsync(_service, asked, "collected");
        (row.PaymentReference, row.Received).ShouldBe(($"pi_{visit.Id}", 1500));
    }

    [Fact]
    public async Task Money_that_comes_after_it_has_failed_waits_in_suspense_as_an_exception_of_finances()
    {
        var (asked, link) = await LinkedAsync();
        var visit = _stripe.Open(link)!;
        await ExpireAsync(_service, asked);
        await BecomesAsync(_service, asked, "failed");

        // What Stripe says can't be, and a person could still make happen there.
        (visit.Status, visit.Intent) = ("complete", "succeeded");
        (await HookAsync("checkout.session.completed", visit)).ShouldBe(HttpStatusCode.OK);

        using var finance = _service.As("finance", Shop);
        await Eventually.IsTrueAsync(
            async () => (await BooksAsync(_service, asked)).SequenceEqual(["clearing:card 1500", "suspense -1500"]),
            TimeSpan.FromSeconds(60)
        );
        var open = await finance.AskAsync("/v1/exceptions?status=open&kind=overpaid").ShouldBeOkAsync();
        var exception = open["items"]!.AsArray().ShouldHaveSingleItem()!;
        (exception.Text("found"), exception.Text("expected"), exception.Text("returnId")).ShouldBe(
            ("1500", "0", $"{asked.ReturnId}")
        );
        (exception.Text("payment"), exception.Text("reference")).ShouldBe(($"pi_{visit.Id}", link));
        await BecomesAsync(_service, asked, "failed");
        using var resolve = new HttpRequestMessage(HttpMethod.Post, $"/v1/exceptions/{exception.Text("id")}/resolve")
        {
            Headers = { { "Idempotency-Key", $"{Guid.NewGuid()}" } },
            Content = new StringContent("""{"resolution":"write_off"}""", Encoding.UTF8, "application/json"),
        };
        await finance.SendAsync(resolve, TestContext.Current.CancellationToken).ShouldBeOkAsync();
        (await BooksAsync(_service, asked)).ShouldBe(["clearing:card 1500", "write_offs -1500"]);
    }

    [Fact]
    public async Task A_dispute_that_came_before_the_payment_was_known_is_posted_once_it_is_collected()
    {
        var (asked, link) = await LinkedAsync();
        var visit = _stripe.Open(link)!;
        var dispute = new
        {
            id = "du_1",
            @object = "dispute",
            amount = 700,
            currency = "eur",
            charge = $"ch_of_{visit.Id}",
            payment_intent = $"pi_{visit.Id}",
            status = "needs_response",
        };
        (await HookAsync("charge.dispute.created", dispute)).ShouldBe(HttpStatusCode.OK);

        _stripe.Complete(visit);
        (await HookAsync("checkout.session.completed", visit)).ShouldBe(HttpStatusCode.OK);

        await BecomesAsync(_service, asked, "collected");
        var payment = await _service.InDatabaseAsync<RefundDb, Payment>(db => db.Payments.SingleAsync());
        (payment.Captured, payment.ChargedBack).ShouldBe((1500, 700));
        (await _service.InDatabaseAsync<RefundDb, int>(db => db.Disputes.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task A_payment_that_another_storefront_has_named_is_an_exception_and_not_ours()
    {
        var (asked, link) = await LinkedAsync();
        var visit = _stripe.Open(link)!;
        await _service.InDatabaseAsync<RefundDb, int>(db =>
        {
            db.PaymentsAtProvider.Add(new PaymentAtProvider { Reference = $"pi_{visit.Id}", Owner = "other" });
            return db.SaveChangesAsync();
        });

        _stripe.Complete(visit);
        (await HookAsync("checkout.session.completed", visit)).ShouldBe(HttpStatusCode.OK);

        await BecomesAsync(_service, asked, "collected");
        (
            await _service.InDatabaseAsync<RefundDb, int>(db =>
                db.Payments.CountAsync(x => !x.BelongsToAnotherStorefront)
            )
        ).ShouldBe(0);
        using var finance = _service.As("finance", Shop);
        var open = await finance.AskAsync("/v1/exceptions?status=open&kind=foreign_payment").ShouldBeOkAsync();
        var exception = open["items"]!.AsArray().ShouldHaveSingleItem()!;
        (exception.Text("payment"), exception.Text("returnId")).ShouldBe(($"pi_{visit.Id}", $"{asked.ReturnId}"));
    }

    [Fact]
    public async Task Where_the_provider_has_no_links_it_fails_as_rejected_and_the_log_says_what_to_do()
    {
        using var key = System.Security.Cryptography.RSA.Create(2048);
        await using var service = await StartAsync(
            new()
            {
                ["Refund:Provider:Kind"] = "alipay",
                ["Refund:Provider:AppId"] = "1",
                ["Refund:Provider:Key"] = Convert.ToBase64String(key.ExportPkcs8PrivateKey()),
                ["Refund:Provider:PublicKey"] = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
            }
        );
        var asked = Of(1500);

        await service.SendAsync(asked);

        (await BecomesAsync(service, asked, "failed")).Failure.ShouldBe("rejected");
        service.Log.Lines.ShouldContain(x => x.Contains("has no payment links", StringComparison.Ordinal));
        (await BooksAsync(service, asked)).ShouldBeEmpty();
    }

    private async Task<(CollectPayment Asked, string Link)> LinkedAsync()
    {
        var asked = Of(1500);
        await _service.DeliverAsync(asked);
        return (asked, (await CollectFixture.LinkedAsync(_service, asked)).LinkId!);
    }

    private Task<HttpStatusCode> HookAsync(string type, StubStripeLinks.Visit visit) => HookAsync(type, visit.ToJson());

    private async Task<HttpStatusCode> HookAsync(string type, object about)
    {
        var body = StubStripe.Event(type, about);
        using var http = new HttpClient { BaseAddress = new Uri(_service.Address) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/webhooks/stripe")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation(
            "Stripe-Signature",
            StubStripe.Sign(body, DateTimeOffset.UtcNow, StubStripe.WebhookSecret)
        );
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }
}
