using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class RefundPlanTests
{
    [Fact]
    public void The_first_payment_takes_all_that_it_can() => Over(100, [100, 50]).ShouldBe([100, 0]);

    [Fact]
    public void An_amount_beyond_the_first_payments_cap_goes_to_the_next_payment() =>
        Over(120, [100, 0, 50]).ShouldBe([100, 0, 20]);

    [Fact]
    public void Payments_that_can_not_give_it_all_give_what_they_can() => Over(151, [100, 50]).ShouldBe([100, 50]);

    [Fact]
    public void Without_payments_nothing_can_be_paid_back() => Over(1, []).ShouldBeEmpty();

    [Fact]
    public void The_largest_amounts_do_not_overflow()
    {
        Over(long.MaxValue, [long.MaxValue - 1, long.MaxValue]).ShouldBe([long.MaxValue - 1, 1]);
        Over(long.MaxValue, [long.MaxValue - 1, 0]).ShouldBe([long.MaxValue - 1, 0]);
    }

    [Fact]
    public void A_share_is_a_multiple_of_what_its_tender_can_pay() =>
        RefundPlan.Shares(1234, [(1005, 10), (1000, 1)]).ShouldBe([1000, 234]);

    [Fact]
    public void An_amount_that_no_tender_can_pay_is_left() => RefundPlan.Shares(1234, [(2000, 10)]).ShouldBe([1230]);

    [Fact]
    public void An_earlier_payment_gives_less_where_the_rest_would_fit_no_step_of_the_later_ones()
    {
        RefundPlan.Shares(3000, [(1005, 1), (11340, 10)]).ShouldBe([1000, 2000]);
        RefundPlan.Shares(3003, [(1005, 1), (11340, 10), (2, 1)]).ShouldBe([1003, 2000, 0]);
        RefundPlan.Shares(3007, [(1005, 1), (11340, 10), (2, 1)]).ShouldBe([1005, 2000, 2]);
    }

    [Fact]
    public void All_that_any_shares_could_give_is_given_and_as_much_as_possible_to_the_first()
    {
        var random = new Random(Cases.Seed);
        for (var i = 0; i < Cases.Count; i++)
        {
            var step = random.Next(1, 6);
            var payments = Enumerable
                .Range(0, random.Next(0, 4))
                .Select(_ => ((long)random.Next(0, 14), random.Next(2) == 0 ? 1L : step))
                .ToList();
            var amount = random.Next(1, 40);

            var shares = RefundPlan.Shares(amount, payments);

            // All that can be given, the most first, and of these what gives the first payments the most.
            var best = Combinations(payments, amount)
                .OrderByDescending(x => x.Sum())
                .ThenByDescending(
                    x => x,
                    Comparer<long[]>.Create((one, other) => one.AsSpan().SequenceCompareTo(other))
                )
                .First();
            shares.ShouldBe(best, $"seed {Cases.Seed}, case {i}");
        }

        static IEnumerable<long[]> Combinations(IReadOnlyList<(long Refundable, long Increment)> payments, long amount)
        {
            if (payments.Count == 0)
            {
                return
                [
                    [],
                ];
            }
            var (refundable, increment) = payments[0];
            return from share in Enumerable.Range(0, (int)(Math.Min(amount, refundable) / increment) + 1)
                let first = share * increment
                from rest in Combinations([.. payments.Skip(1)], amount - first)
                select (long[])[first, .. rest];
        }
    }

    [Theory]
    [InlineData(1005, 1005, 0, 1005, "1005 of 1005")]
    [InlineData(1005, 0, 0, 1000, "1000")]
    [InlineData(1995, 3, 0, 1995, "1990, 5 of 3")]
    [InlineData(3000, 1005, 1005, 3000, "1005 to credit, 990, 1005 of 1005")]
    [InlineData(3000, 0, 1005, 3000, "1000 to credit, 2000")]
    [InlineData(13000, 2000, 1005, 12345, "1005 to credit, 9340, 2000 of 2000")]
    public void Store_credit_that_was_requested_has_no_steps_and_the_rest_has_those_of_its_tenders(
        long owed,
        long requested,
        long paidWithCredit,
        long payable,
        string parts
    )
    {
        var refund = Of(owed, requested, "KWD");
        List<Payment> payments = [Of("card", "card", "KWD", 11_340)];
        if (paidWithCredit > 0)
        {
            payments.Insert(0, Of("credit", Tender.StoreCredit, "KWD", paidWithCredit));
        }

        var shares = refund.SharesOf(owed, payments);
        var added = refund.AddParts(shares, due: null);

        shares.Sum(x => x.Amount).ShouldBe(payable);
        string.Join(
                ", ",
                added.Select(x =>
                    x.PaymentReference == "credit" ? $"{x.Amount} to credit"
                    : x.Tender == Tender.StoreCredit ? $"{x.Amount} of {requested}"
                    : $"{x.Amount}"
                )
            )
            .ShouldBe(parts);
    }

    [Fact]
    public void A_bonus_is_given_once_though_a_part_of_the_store_credit_fails_and_is_paid_again()
    {
        var refund = Of(2, storeCredit: 2, "EUR", bonus: 1);
        var parts = refund.AddParts([new(Card("first"), 0, 1), new(Card("second"), 0, 1)], due: null);
        parts[0].Fail(FailureReason.CapExceeded);
        parts[1].Status = RefundStatus.Succeeded;

        refund.AddParts([new(Card("first"), 0, 1)], due: null)[0].Status = RefundStatus.Succeeded;

        (refund.StoreCreditPaid, refund.BonusPaid).ShouldBe((2, 1));
    }

    private static Payment Card(string reference) => Of(reference, "card", "EUR", captured: null);

    private static Payment Of(string reference, string method, string currency, long? captured) =>
        new()
        {
            StorefrontId = "shop",
            Reference = reference,
            Method = method,
            Currency = currency,
            Captured = captured,
        };

    private static AfterSalesMesh.Refund.Refunds.Refund Of(
        long amount,
        long storeCredit,
        string currency,
        long bonus = 0
    ) =>
        new()
        {
            Id = Guid.NewGuid(),
            StorefrontId = "shop",
            OrderNumber = "1",
            Amount = amount,
            Currency = currency,
            StoreCredit = storeCredit,
            StoreCreditBonus = bonus,
            Status = RefundStatus.Planned,
        };

    private static IReadOnlyList<long> Over(long amount, long[] rooms) =>
        RefundPlan.Shares(amount, [.. rooms.Select(x => (x, 1L))]);
}
