using System.Net;
using System.Text;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.Refund.Tenders.Stripe;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>The whole service with Stripe as its provider.</summary>
public sealed class StripeServiceTests : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly StubStripe _stripe = new();
    private OneService _service = null!;

    public async ValueTask InitializeAsync()
    {
        await _stripe.StartAsync();
        _service = await OneService.StartAsync(
            new RefundService(),
            scope => scope.GetRequiredService<RefundDb>(),
            [typeof(RefundSubmitted), typeof(RefundSucceeded), typeof(RefundFailed)],
            settings: new Dictionary<string, string?>
            {
                ["Refund:Provider:Kind"] = "stripe",
                ["Refund:Provider:Address"] = _stripe.Address,
                ["Refund:Provider:Key"] = StubStripe.Key,
                ["Refund:Provider:WebhookSecret"] = $"whsec_old;{StubStripe.WebhookSecret}",
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _stripe.DisposeAsync();
    }

    [Fact]
    public async Task A_refund_made_without_an_answer_is_paid_once()
    {
        var refund = Of(100);
        _stripe.Next(refund.Payments[0].Reference, Mishap.BreaksAfter);

        await _service.SendAsync(refund);

        await _service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        _stripe.PaidBack(refund.Payments[0].Reference).ShouldBe(100);
        _stripe.Submitted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_webhook_makes_a_pending_part_due_and_its_status_is_looked_up()
    {
        var part = await PendingAsync();
        await LaterAsync(part.Id);
        _stripe.Turn(part.ProviderId!, "succeeded");

        // It says "failed": a hint, no more.
        (await HookAsync("refund.updated", ARefund(part.ProviderId!, part.Id, "failed"))).ShouldBe(HttpStatusCode.OK);

        await _service.HearAsync<RefundSucceeded>(x => x.RefundId == part.RefundId);
    }

    [Fact]
    public async Task A_webhook_that_names_no_part_of_ours_finds_it_by_the_providers_id()
    {
        var part = await PendingAsync();
        await LaterAsync(part.Id);
        _stripe.Turn(part.ProviderId!, "failed");

        (await HookAsync("charge.refund.updated", ARefund(part.ProviderId!, null))).ShouldBe(HttpStatusCode.OK);

        (await _service.HearAsync<RefundFailed>(x => x.RefundId == part.RefundId))[0].Reason.ShouldBe("declined");
    }

    [Fact]
    public async Task A_late_failure_is_looked_up_once_and_reverses_the_part_and_nothing_is_paid_again()
    {
        var refund = Of(100);
        await _service.SendAsync(refund);
        await _service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        var part = await PartAsync(refund.RefundId);
        _stripe.Turn(part.ProviderId!, "failed");

        (await HookAsync("refund.failed", ARefund(part.ProviderId!, part.Id, "failed"))).ShouldBe(HttpStatusCode.OK);

        await Eventually.IsTrueAsync(
            async () => await PartAsync(refund.RefundId) is { Status: "reversed", DueAt: null },
            Bound
        );
        _stripe.LookedUp.Count.ShouldBe(1);
        _stripe.Submitted.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("refund.updated")]
    [InlineData("customer.created")]
    [InlineData("charge.dispute.created")]
    public async Task An_event_that_is_not_ours_is_accepted_and_changes_nothing(string type)
    {
        (await HookAsync(type, ARefund("re_foreign", Guid.NewGuid()))).ShouldBe(HttpStatusCode.OK);
        (await HookAsync(type, ARefund("re_foreign", null))).ShouldBe(HttpStatusCode.OK);

        _service.Log.Lines.ShouldNotContain(x => x.Contains("Chargeback", StringComparison.Ordinal));
        _stripe.LookedUp.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_webhook_does_not_make_a_part_due_that_was_never_submitted()
    {
        var part = await PendingAsync();
        await ChangeAsync(
            part.Id,
            x => x.SetProperty(row => row.Status, "planned").SetProperty(row => row.DueAt, (DateTimeOffset?)null)
        );

        (await HookAsync("refund.updated", ARefund(part.ProviderId!, part.Id))).ShouldBe(HttpStatusCode.OK);

        (await PartAsync(part.RefundId)).DueAt.ShouldBeNull();
    }

    [Fact]
    public async Task An_unsigned_stale_or_changed_event_is_refused_and_one_that_is_too_big()
    {
        var body = StubStripe.Event("refund.updated", ARefund("re_1", null));
        var now = DateTimeOffset.UtcNow;

        (await PostAsync(body, "")).ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(body, StubStripe.Sign(body, now, "whsec_wrong"))).ShouldBe(HttpStatusCode.BadRequest);
        (await PostAsync(body, StubStripe.Sign(body, now.AddMinutes(-6), StubStripe.WebhookSecret))).ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await PostAsync(body + " ", StubStripe.Sign(body, now, StubStripe.WebhookSecret))).ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await PostAsync(body, StubStripe.Sign(body, now, "whsec_new", "whsec_old"))).ShouldBe(HttpStatusCode.OK);

        var big = new string(' ', ReceiveStripeEvent.MaxBytes + 1);
        var signed = StubStripe.Sign(big, now, StubStripe.WebhookSecret);
        (await PostAsync(big, signed)).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await PostAsync(big, signed, chunked: true)).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"type":"refund.updated"}""")]
    [InlineData("""{"type":"refund.updated","data":{"object":null}}""")]
    [InlineData("""{"type":null,"data":{"object":{}}}""")]
    [InlineData("""{"type":"refund.updated","data":{"object":[]}}""")]
    public async Task Nonsense_is_refused_even_when_it_is_signed(string body) =>
        (await PostAsync(body, StubStripe.Sign(body, DateTimeOffset.UtcNow, StubStripe.WebhookSecret))).ShouldBe(
            HttpStatusCode.BadRequest
        );

    [Fact]
    public async Task A_chargeback_on_a_payment_of_ours_lowers_its_cap_once_and_a_banks_question_does_not()
    {
        var part = await PendingAsync();
        object Dispute(string status) =>
            new
            {
                id = "du_1",
                @object = "dispute",
                amount = 70,
                currency = "eur",
                charge = "ch_1",
                payment_intent = part.PaymentReference,
                status,
            };

        await HookAsync("charge.dispute.created", Dispute("warning_needs_response"));
        (await ChargedBackAsync(part)).ShouldBe(0);

        (await HookAsync("charge.dispute.created", Dispute("needs_response"))).ShouldBe(HttpStatusCode.OK);
        (await HookAsync("charge.dispute.funds_withdrawn", Dispute("needs_response"))).ShouldBe(HttpStatusCode.OK);
        (await ChargedBackAsync(part)).ShouldBe(70);
    }

    [Theory]
    [InlineData("charge_disputed", "disputed")]
    [InlineData("charge_already_refunded", "refunded_elsewhere")]
    public async Task A_customer_who_got_the_money_elsewhere_does_not_get_it_from_another_payment(
        string code,
        string reason
    )
    {
        var (first, second) = (
            new CapturedPayment(_stripe.Paid(1000), "card", 1000, 0),
            new CapturedPayment(_stripe.Paid(1000), "card", 1000, 0)
        );
        if (code == "charge_disputed")
        {
            _stripe.Next(first.Reference, Mishap.Disputed);
        }
        else
        {
            _stripe.Make(first.Reference, 1000);
        }
        var refund = RefundFixture.Of(100, first, second);

        await _service.SendAsync(refund);

        (await _service.HearAsync<RefundFailed>(x => x.RefundId == refund.RefundId))[0].Reason.ShouldBe(reason);
        _stripe.PaidBack(second.Reference).ShouldBe(0);
    }

    private Task<long> ChargedBackAsync(RefundPart part) =>
        _service.InDatabaseAsync(
            (RefundDb db) =>
                db.Payments.Where(x => x.Reference == part.PaymentReference).Select(x => x.ChargedBack).SingleAsync()
        );

    private async Task<RefundPart> PendingAsync()
    {
        _stripe.BeginsAs = "pending";
        var refund = Of(100);
        await _service.SendAsync(refund);
        await _service.HearAsync<RefundSubmitted>(x => x.RefundId == refund.RefundId);
        return await PartAsync(refund.RefundId);
    }

    private IssueRefund Of(long amount) =>
        RefundFixture.Of(amount, new CapturedPayment(_stripe.Paid(1000), "card", 1000, 0));

    private Task<RefundPart> PartAsync(Guid refund) =>
        _service.InDatabaseAsync((RefundDb db) => db.RefundParts.AsNoTracking().SingleAsync(x => x.RefundId == refund));

    /// <summary>It would be asked after tomorrow.</summary>
    private Task<int> LaterAsync(Guid part) =>
        ChangeAsync(part, x => x.SetProperty(row => row.DueAt, DateTimeOffset.UtcNow.AddDays(1)));

    private Task<int> ChangeAsync(
        Guid part,
        Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<RefundPart>> change
    ) =>
        _service.InDatabaseAsync(
            (RefundDb db) =>
                db.WriteAsync(
                    () => db.RefundParts.Where(x => x.Id == part).ExecuteUpdateAsync(change),
                    CancellationToken.None
                )
        );

    private static object ARefund(string id, Guid? part, string status = "succeeded") =>
        new
        {
            id,
            @object = "refund",
            amount = 100,
            currency = "eur",
            metadata = part is null
                ? new Dictionary<string, string>()
                : new Dictionary<string, string> { ["aftersales_part"] = $"{part}" },
            status,
        };

    private Task<HttpStatusCode> HookAsync(string type, object about)
    {
        var body = StubStripe.Event(type, about);
        return PostAsync(body, StubStripe.Sign(body, DateTimeOffset.UtcNow, StubStripe.WebhookSecret));
    }

    private async Task<HttpStatusCode> PostAsync(string body, string signature, bool chunked = false)
    {
        using var http = new HttpClient { BaseAddress = new Uri(_service.Address) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/webhooks/stripe")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.TryAddWithoutValidation("Stripe-Signature", signature);
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }
}
