using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Tenders.BankTransfer;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.RefundFixture;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class PayoutOnSqlite(RefundFixture refunds) : PayoutTests(refunds), IClassFixture<RefundFixture>;

public sealed class PayoutOnPostgres(RefundOnPostgres refunds) : PayoutTests(refunds), IClassFixture<RefundOnPostgres>;

public abstract class PayoutTests(RefundFixture refunds) : PayoutSteps(refunds)
{
    [Fact]
    public async Task A_payout_waits_for_the_bank_account_then_for_finance_and_succeeds_when_they_confirm_it()
    {
        var refund = await WaitingAsync(OnDelivery(90));
        (await RefundAsync(refund))["status"]!.ToString().ShouldBe("planned");

        var account = await PutBankAccountAsync(
            refund,
            new { holder = "Ada Lovelace", iban = "DE89 3704 0044 0532 0130 00" }
        );

        account.Status.ShouldBe(HttpStatusCode.OK);
        account.Body!["holder"]!.ToString().ShouldBe("A…");
        account.Body["account"]!.ToString().ShouldBe("…3000");
        await Refunds.Service.HearAsync<RefundSubmitted>(x => x.RefundId == refund.RefundId);
        (await RefundAsync(refund))["waitingFor"].ShouldBeNull();
        var payout = await PayoutAsync(refund);
        (payout["status"]!.ToString(), payout["amount"]!.GetValue<long>()).ShouldBe(("to_pay", 90));
        payout.ToJsonString().ShouldNotContain("Lovelace");

        var paid = await SayAsync(payout, "paid", new { reference = "bank-1" });

        paid.Status.ShouldBe(HttpStatusCode.OK);
        paid.Body!["status"]!.ToString().ShouldBe("paid");
        await Refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        (await BalancesAsync(refund)).ShouldBe(["bank -90", "returns 90"]);
        (await SayAsync(payout, "paid", new { reference = "bank-1" })).Status.ShouldBe(HttpStatusCode.OK);
        (await SayAsync(payout, "paid", new { reference = "bank-2" })).Status.ShouldBe(HttpStatusCode.Conflict);
        Refunds.Provider.Submitted.ShouldNotContain(x => x.Payment == refund.Payments[0].Reference);
    }

    [Fact]
    public async Task A_transfer_that_came_back_is_reversed_and_its_amount_returns_to_the_cap()
    {
        var refund = await InHandAsync(OnDelivery(90));
        var payout = await PayoutAsync(refund);
        await SayAsync(payout, "paid", new { reference = "bank-1" });
        await Refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);

        (await SayAsync(payout, "failed", new { reason = "account closed" })).Status.ShouldBe(HttpStatusCode.OK);

        var reversed = (await Refunds.Service.HearAsync<RefundReversed>(x => x.RefundId == refund.RefundId))[0];
        (reversed.Reversed, reversed.Paid).ShouldBe((90, 0));
        (await BalancesAsync(refund)).ShouldBe(["refunds_payable -90", "returns 90"]);
        (await PayoutAsync(refund))["reason"]!.ToString().ShouldBe("account closed");
        (await SayAsync(payout, "paid", new { reference = "bank-1" })).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_transfer_that_came_back_is_paid_again_to_another_account_when_finance_says_so()
    {
        var refund = await InHandAsync(OnDelivery(90));
        await SayAsync(await PayoutAsync(refund), "paid", new { reference = "bank-1" });
        await Refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        await SayAsync(await PayoutAsync(refund), "failed", new { reason = "account closed" });
        await Refunds.Service.HearAsync<RefundReversed>(x => x.RefundId == refund.RefundId);
        var again = $"/v1/refunds/{refund.RefundId}/pay-again";
        (await PostAsync(again, new { note = "has a new account" })).Status.ShouldBe(HttpStatusCode.Conflict);
        await Refunds.Service.SendAsync(new AcknowledgeReversal(refund.ReturnId, Shop, refund.RefundId, 90));
        await Eventually.IsTrueAsync(
            async () => (await PostAsync(again, new { note = "has a new account" })).Status == HttpStatusCode.OK,
            TimeSpan.FromSeconds(30)
        );
        (await PostAsync(again, new { note = "twice" })).Status.ShouldBe(HttpStatusCode.Conflict);

        await Eventually.IsTrueAsync(
            async () => (await RefundAsync(refund))["waitingFor"]?.ToString() == "bank_account",
            TimeSpan.FromSeconds(30)
        );
        (await PutBankAccountAsync(refund, new { holder = "Mei", iban = Iban })).Status.ShouldBe(HttpStatusCode.OK);
        JsonNode? toPay = null;
        await Eventually.IsTrueAsync(
            async () => (toPay = await FindPayoutAsync(refund, "to_pay")) is not null,
            TimeSpan.FromSeconds(30)
        );
        await SayAsync(toPay!, "paid", new { reference = "bank-2" });

        var succeeded = await Refunds.Service.HearAsync<RefundSucceeded>(x =>
            x.RefundId == refund.RefundId && x.Reversed is not null
        );
        succeeded[0].Reversed.ShouldBe(90);
        (await BalancesAsync(refund)).ShouldBe(["bank -90", "returns 90"]);
    }

    [Fact]
    public async Task A_payout_that_the_bank_refuses_goes_to_the_next_payment_and_the_rest_waits_for_another_account()
    {
        var refund = await InHandAsync(Of(90, Paid(90, method: "cash_on_delivery"), Paid(50)));

        await SayAsync(await PayoutAsync(refund), "failed", new { reason = "no such account" });

        await Eventually.IsTrueAsync(
            async () => (await RefundAsync(refund))["waitingFor"]?.ToString() == "bank_account",
            TimeSpan.FromSeconds(30)
        );
        await Eventually.IsTrueAsync(
            () => Refunds.Provider.PaidTo(refund.Payments[1].Reference) == 50,
            TimeSpan.FromSeconds(30)
        );
        (await PutBankAccountAsync(refund, new { holder = "Mei", iban = Iban })).Status.ShouldBe(HttpStatusCode.OK);
        await Eventually.IsTrueAsync(
            () =>
                Refunds.Service.InDatabaseAsync<RefundDb, bool>(db =>
                    db.Payouts.AnyAsync(x => x.RefundId == refund.RefundId && x.Status == "to_pay" && x.Amount == 40)
                ),
            TimeSpan.FromSeconds(30)
        );
    }

    [Fact]
    public async Task A_payout_that_failed_because_it_was_paid_elsewhere_is_taken_from_no_other_payment()
    {
        var refund = await InHandAsync(Of(90, Paid(90, method: "cash_on_delivery"), Paid(90)));
        var payout = await PayoutAsync(refund);
        await PaidElsewhereAsync(refund);

        await SayAsync(payout, "failed", new { reason = "paid at the door" });

        var failed = (await Refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == refund.RefundId))[0];
        (failed.Reason, failed.Paid).ShouldBe(("cap_exceeded", 0));
        Refunds.Provider.PaidTo(refund.Payments[1].Reference).ShouldBe(0);
    }

    [Fact]
    public async Task Payments_on_delivery_of_two_orders_may_have_one_name()
    {
        var cash = new CapturedPayment("cash", "cash_on_delivery", 50, 0);
        var order = $"A-{Guid.NewGuid():N}";

        var one = await WaitingAsync(Of(50, cash) with { OrderNumber = $"{order}-1" });
        var other = await WaitingAsync(Of(100, cash with { Captured = 100 }) with { OrderNumber = $"{order}-2" });

        (await RefundAsync(one))["amount"]!.GetValue<long>().ShouldBe(50);
        (await RefundAsync(other))["amount"]!.GetValue<long>().ShouldBe(100);
    }

    [Fact]
    public async Task The_file_for_the_bank_says_accounts_in_full_and_runs_no_formula()
    {
        var refund = await InHandAsync(OnDelivery(1234), new { holder = "=HYPERLINK(\"x\")", iban = Iban });
        var other = await InHandAsync(
            OnDelivery(5),
            new
            {
                holder = "Mei",
                accountNumber = "6222-001",
                bankCode = "ICBKCNBJ",
            }
        );
        using var finance = Refunds.Service.As("finance", Shop);

        var csv = (await finance.GetStringAsync("/v1/payouts/to-pay.csv")).Split("\r\n");

        csv[0].ShouldBe("payout,order,amount,currency,holder,iban,account_number,bank_code,refund");
        csv.ShouldContain(x =>
            x.EndsWith(
                $",1001,12.34,EUR,\"'=HYPERLINK(\"\"x\"\")\",{Iban},,,{refund.RefundId}",
                StringComparison.Ordinal
            )
        );
        csv.ShouldContain(x =>
            x.EndsWith($",1001,0.05,EUR,Mei,,\"=\"\"6222-001\"\"\",ICBKCNBJ,{other.RefundId}", StringComparison.Ordinal)
        );
        (await finance.GetByteArrayAsync("/v1/payouts/to-pay.csv"))[..3].ShouldBe([0xEF, 0xBB, 0xBF]);
        using var admin = Refunds.Service.As("admin", Shop);
        (await admin.GetAsync("/v1/payouts/to-pay.csv")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var stranger = Refunds.Service.As("finance", "other");
        (await stranger.GetStringAsync("/v1/payouts/to-pay.csv")).Split("\r\n").Length.ShouldBe(2);
        (await stranger.GetFromJsonAsync<JsonNode>("/v1/payouts"))!["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Payouts_of_one_refund_are_listed()
    {
        await InHandAsync(OnDelivery(5));
        var refund = await InHandAsync(OnDelivery(7));
        using var finance = Refunds.Service.As("finance", Shop);

        var found = (await finance.GetFromJsonAsync<JsonNode>($"/v1/payouts?refundId={refund.RefundId}"))!["items"]!;

        found.AsArray().ShouldHaveSingleItem()!["amount"]!.GetValue<long>().ShouldBe(7);
    }

    [Fact]
    public async Task A_payout_above_its_payments_cap_is_not_in_the_file_for_the_bank()
    {
        var refund = await InHandAsync(OnDelivery(90));
        using var finance = Refunds.Service.As("finance", Shop);
        var inHand = $"{refund.RefundId}";
        (await finance.GetStringAsync("/v1/payouts/to-pay.csv")).ShouldContain(inHand);

        await PaidElsewhereAsync(refund);

        (await finance.GetStringAsync("/v1/payouts/to-pay.csv")).ShouldNotContain(inHand);
        (await PayoutAsync(refund))["status"]!.ToString().ShouldBe("to_pay");
    }
}
