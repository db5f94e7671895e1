using System.Globalization;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.Refund.Tenders.Stripe;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.StripeWorld;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>When a new idempotency key is taken, and that the customer is paid once whatever happens.</summary>
public sealed class StripeKeyTests : IAsyncLifetime
{
    private static readonly int Cases = int.Parse(
        Environment.GetEnvironmentVariable("AFTERSALES_CASES") ?? "1000",
        CultureInfo.InvariantCulture
    );

    private static readonly TimeSpan OnItsWay = TimeSpan.FromHours(1);

    // Those that hang would only take time: they end as those that are silent.
    private static readonly Mishap[] Mishaps =
    [
        .. Enum.GetValues<Mishap>().Where(x => x is not (Mishap.HangsBefore or Mishap.HangsAfter)),
    ];

    private StripeWorld _world = null!;

    private StubStripe Stripe => _world.Stripe;

    public async ValueTask InitializeAsync() => _world = await StartAsync();

    public async ValueTask DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_replayed_500_keeps_its_key_until_the_waiting_time_is_over()
    {
        var part = await BrokenAsync();

        Stripe.Time.Advance(StripeProvider.KeyReplacementDelay - TimeSpan.FromSeconds(1));
        await _world.AttemptAsync(part);

        (part.Status, part.UnusableKeys).ShouldBe(("unknown", 0));
        Keys().ShouldBe([part.Id.ToString()]);
    }

    [Fact]
    public async Task A_stored_500_that_made_nothing_is_retried_under_a_new_key_after_the_delay()
    {
        var part = await BrokenAsync();

        Stripe.Time.Advance(StripeProvider.KeyReplacementDelay);
        (await _world.AttemptAsync(part)).Outcome.ShouldBe(ProviderOutcome.KeyUnusable);
        (part.Status, part.UnusableKeys).ShouldBe(("unknown", 1));
        Stripe.Time.Advance(OnItsWay);
        await _world.AttemptAsync(part);

        part.Status.ShouldBe("succeeded");
        Stripe.PaidBack(part.PaymentReference).ShouldBe(part.Amount);
        Keys().ShouldBe([part.Id.ToString(), part.Key.ToString()]);
    }

    [Fact]
    public async Task A_refund_that_Stripe_completed_by_hand_is_found_and_not_made_again()
    {
        var part = await BrokenAsync();
        Stripe.Make(part.PaymentReference, part.Amount, part.Id.ToString());

        Stripe.Time.Advance(StripeProvider.KeyReplacementDelay);
        await _world.AttemptAsync(part);

        part.Status.ShouldBe("succeeded");
        Stripe.PaidBack(part.PaymentReference).ShouldBe(part.Amount);
        Keys().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_key_that_Stripe_has_forgotten_can_be_used_again()
    {
        var part = await BrokenAsync();

        Stripe.Time.Advance(TimeSpan.FromHours(25));
        await _world.AttemptAsync(part);

        part.Status.ShouldBe("succeeded");
        Keys().ShouldBe([part.Id.ToString()]);
    }

    [Fact]
    public async Task A_refusal_for_too_low_a_balance_is_retried_under_a_new_key_when_no_request_is_under_way()
    {
        var part = PartOf(Stripe.Paid(1000));
        Stripe.Next(part.PaymentReference, Mishap.NoMoney, Mishap.NoMoney);

        await _world.AttemptAsync(part);
        await _world.AttemptAsync(part);
        (part.Status, part.DueAt is null, Keys().Count).ShouldBe(("planned", false, 1));
        Stripe.Time.Advance(OnItsWay);
        await _world.AttemptAsync(part);
        Stripe.Time.Advance(OnItsWay);
        await _world.AttemptAsync(part);

        part.Status.ShouldBe("succeeded");
        Keys().Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void A_late_worker_replaces_no_key_that_it_did_not_use()
    {
        var part = PartOf("pi_1");
        var spent = new ProviderAnswer(ProviderOutcome.KeyUnusable, "again", UnusableKey: part.Key);

        part.Apply(spent, DateTimeOffset.UtcNow, KeyLifetime);
        part.Apply(spent, DateTimeOffset.UtcNow, KeyLifetime);

        part.UnusableKeys.ShouldBe(1);
    }

    [Fact]
    public async Task A_refund_is_paid_once_or_declined_and_never_paid_despite_all_faults()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            var random = new Random(seed);
            var part = PartOf(Stripe.Paid(1000));
            Stripe.Next(part.PaymentReference, random.GetItems(Mishaps, random.Next(8)));
            for (var attempt = 0; part.IsOpen && attempt < 100; attempt++)
            {
                if (random.Next(4) == 0)
                {
                    await SideBySideAsync(part);
                }
                else
                {
                    await _world.AttemptAsync(part, dies: random.Next(4) == 0);
                }
                Stripe.Time.Advance(TimeSpan.FromMinutes(random.Next(120)));
            }
            part.Status.ShouldBeOneOf("succeeded", "failed");
            Stripe
                .PaidBack(part.PaymentReference)
                .ShouldBe(part.Status == "succeeded" ? part.Amount : 0, $"seed {seed}");
        }
    }

    /// <summary>A worker was too slow for its lease, and another has the part now as well.</summary>
    private async Task SideBySideAsync(RefundPart part)
    {
        part.Attempts += 2;
        var answers = await Task.WhenAll(_world.AskAsync(part), _world.AskAsync(part));
        foreach (var answer in answers.Where(_ => part.IsOpen))
        {
            part.Apply(answer, Stripe.Time.GetUtcNow(), KeyLifetime);
        }
    }

    private async Task<RefundPart> BrokenAsync()
    {
        var part = PartOf(Stripe.Paid(1000));
        Stripe.Next(part.PaymentReference, Mishap.BreaksBefore);
        (await _world.AttemptAsync(part)).Outcome.ShouldBe(ProviderOutcome.Unknown);
        return part;
    }

    private List<string> Keys() => [.. Stripe.Submitted.Select(x => x.Key).Distinct()];
}
