using AfterSalesMesh.Refund.Refunds;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.StripeWorld;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class StripeFindTests : IAsyncLifetime
{
    private StripeWorld _world = null!;

    private StubStripe Stripe => _world.Stripe;

    public async ValueTask InitializeAsync() => _world = await StartAsync();

    public async ValueTask DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task Our_refund_is_found_by_its_metadata_on_a_later_page()
    {
        var part = PartOf(Stripe.Paid(10_000));
        var ours = Stripe.Make(part.PaymentReference, 100, part.Id.ToString());
        for (var i = 0; i < 250; i++)
        {
            Stripe.Make(part.PaymentReference, 1, i % 2 == 0 ? null : Guid.NewGuid().ToString());
        }

        var found = await _world.Provider.FindAsync(part, CancellationToken.None);

        (found.Outcome, found.ProviderId).ShouldBe((ProviderOutcome.Succeeded, ours.Id));
        Stripe.LookedUp.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_refund_is_not_found_where_all_pages_have_only_others()
    {
        var part = PartOf(Stripe.Paid(10_000));
        for (var i = 0; i < 200; i++)
        {
            Stripe.Make(part.PaymentReference, 1);
        }

        (await _world.Provider.FindAsync(part, CancellationToken.None)).Outcome.ShouldBe(ProviderOutcome.NotFound);
        Stripe.LookedUp.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_failed_refund_does_not_hide_one_that_succeeded()
    {
        var part = PartOf(Stripe.Paid(1000));
        var good = Stripe.Make(part.PaymentReference, 100, part.Id.ToString());
        Stripe.Make(part.PaymentReference, 100, part.Id.ToString(), "failed");

        var found = await _world.Provider.FindAsync(part, CancellationToken.None);

        (found.Outcome, found.ProviderId).ShouldBe((ProviderOutcome.Succeeded, good.Id));
    }

    [Theory]
    [InlineData("succeeded", "Succeeded", "succeeded")]
    [InlineData("pending", "Pending", "pending")]
    [InlineData("requires_action", "Pending", "requires_action")]
    [InlineData("failed", "Failed", "failed: expired_or_canceled_card")]
    [InlineData("canceled", "Failed", "canceled")]
    [InlineData("something_new", "TryLater", "a refund of status something_new")]
    public async Task A_refund_is_found_by_the_providers_id_too(string status, string outcome, string detail)
    {
        var part = PartOf(Stripe.Paid(1000));
        part.ProviderId = Stripe.Make(part.PaymentReference, 100, status: status).Id;

        var found = await _world.Provider.FindAsync(part, CancellationToken.None);

        ($"{found.Outcome}", found.Detail).ShouldBe((outcome, detail));
        Stripe.LookedUp.ShouldBe([$"/v1/refunds/{part.ProviderId}"]);
    }

    [Fact]
    public async Task A_refund_that_another_account_has_is_never_not_found()
    {
        var part = PartOf(Stripe.Paid(1000));
        part.ProviderId = "re_elsewhere";

        (await _world.Provider.FindAsync(part, CancellationToken.None)).Outcome.ShouldBe(ProviderOutcome.TryLater);
        (await _world.Provider.FindAsync(PartOf("pi_elsewhere"), CancellationToken.None)).Outcome.ShouldBe(
            ProviderOutcome.TryLater
        );
    }

    [Fact]
    public async Task A_refused_key_or_an_unreachable_provider_means_try_later()
    {
        var part = PartOf(Stripe.Paid(1000));

        foreach (
            var provider in new[]
            {
                _world.With("sk_test_wrong"),
                _world.With(StubStripe.Key, address: "http://127.0.0.1:1"),
            }
        )
        {
            (await provider.FindAsync(part, CancellationToken.None)).Outcome.ShouldBe(ProviderOutcome.TryLater);
        }
    }
}
