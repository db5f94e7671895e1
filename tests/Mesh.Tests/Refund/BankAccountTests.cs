using System.Net;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.Refund.Tenders.BankTransfer;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.RefundFixture;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class BankAccountOnSqlite(RefundFixture refunds)
    : BankAccountTests(refunds),
        IClassFixture<RefundFixture>;

public sealed class BankAccountOnPostgres(RefundOnPostgres refunds)
    : BankAccountTests(refunds),
        IClassFixture<RefundOnPostgres>;

/// <summary>A payout waits for the customer's bank account, and what else can happen meanwhile.</summary>
public abstract class BankAccountTests(RefundFixture refunds) : PayoutSteps(refunds)
{
    [Fact]
    public async Task Finance_corrects_the_account_of_a_transfer_that_it_has_already()
    {
        var refund = await InHandAsync(OnDelivery(90));
        var account = new { holder = "Ada Lovelace", iban = "GB82 WEST 1234 5698 7654 32" };

        (await PutBankAccountAsync(refund, account)).Status.ShouldBe(HttpStatusCode.Conflict);
        var corrected = await PutBankAccountAsync(refund, account, role: "finance");

        corrected.Status.ShouldBe(HttpStatusCode.OK);
        corrected.Body!["account"]!.ToString().ShouldBe("…5432");
        (await SayAsync(await PayoutAsync(refund), "paid", new { reference = "bank-1" })).Status.ShouldBe(
            HttpStatusCode.OK
        );
    }

    [Fact]
    public async Task A_part_refunded_to_a_card_does_not_wait_for_the_bank_account()
    {
        var refund = await WaitingAsync(Of(90, Paid(60), Paid(50, method: "cash_on_delivery")));

        await Eventually.IsTrueAsync(
            () => Refunds.Provider.PaidTo(refund.Payments[0].Reference) == 60,
            TimeSpan.FromSeconds(30)
        );
        await Refunds.Service.HearAsync<RefundSubmitted>(x => x.RefundId == refund.RefundId);
        await PutBankAccountAsync(refund, new { holder = "Mei", iban = Iban });
        await Eventually.IsTrueAsync(async () => await FindPayoutAsync(refund) is not null, TimeSpan.FromSeconds(30));
        await SayAsync(await PayoutAsync(refund), "paid", new { reference = "bank-1" });
        await Refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_large_payout_can_be_approved_before_or_after_its_account_is_known(bool accountFirst)
    {
        var refund = OnDelivery(101) with { Currency = "CHF" };
        await Refunds.Service.DeliverAsync(refund);
        (await RefundAsync(refund))["waitingFor"]!.ToString().ShouldBe("approval");
        Func<Task>[] steps =
        [
            async () =>
                (await PutBankAccountAsync(refund, new { holder = "Mei", iban = Iban })).Status.ShouldBe(
                    HttpStatusCode.OK
                ),
            async () =>
                (await PostAsync($"/v1/refunds/{refund.RefundId}/approve", new { })).Status.ShouldBe(HttpStatusCode.OK),
        ];

        foreach (var step in accountFirst ? steps : steps.Reverse())
        {
            (await FindPayoutAsync(refund)).ShouldBeNull();
            await step();
        }

        await Refunds.Service.HearAsync<RefundSubmitted>(x => x.RefundId == refund.RefundId);
        (await PayoutAsync(refund))["status"]!.ToString().ShouldBe("to_pay");
    }

    [Fact]
    public async Task A_part_whose_bank_account_never_comes_can_be_refused_and_the_rest_stays_paid()
    {
        var refund = await WaitingAsync(Of(90, Paid(50), Paid(50, method: "cash_on_delivery")));
        await Eventually.IsTrueAsync(
            () => Refunds.Provider.PaidTo(refund.Payments[0].Reference) == 50,
            TimeSpan.FromSeconds(30)
        );

        var refused = await PostAsync($"/v1/refunds/{refund.RefundId}/refuse", new { reason = "moved away" });

        refused.Status.ShouldBe(HttpStatusCode.OK);
        var failed = (await Refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == refund.RefundId))[0];
        (failed.Reason, failed.Paid).ShouldBe(("refused", 50));
        (await BalancesAsync(refund)).ShouldBe(["clearing:card -50", "returns 50"]);
        (await PutBankAccountAsync(refund, new { holder = "Mei", iban = Iban })).Status.ShouldBe(
            HttpStatusCode.Conflict
        );
        (await PostAsync($"/v1/refunds/{refund.RefundId}/refuse", new { reason = "again" })).Status.ShouldBe(
            HttpStatusCode.Conflict
        );
    }

    [Fact]
    public async Task A_refused_refund_whose_paid_part_came_back_has_failed_again_once_that_part_is_paid_again()
    {
        var refund = await WaitingAsync(Of(90, Paid(50), Paid(50, method: "cash_on_delivery")));
        var payment = refund.Payments[0].Reference;
        await PaidAsync(1);
        await PostAsync($"/v1/refunds/{refund.RefundId}/refuse", new { reason = "moved away" });
        await Refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == refund.RefundId);
        Refunds.Provider.Reverse(payment);
        await MakeCardPartDueAsync(refund);
        await Refunds.Service.HearAsync<RefundReversed>(x => x.RefundId == refund.RefundId);
        await Refunds.Service.DeliverAsync(
            new AcknowledgeReversal(refund.ReturnId, refund.StorefrontId, refund.RefundId, 50)
        );

        var again = await PostAsync($"/v1/refunds/{refund.RefundId}/pay-again", new { note = "the bank is back" });

        again.Status.ShouldBe(HttpStatusCode.OK);
        await PaidAsync(2);
        var failed = (await Refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == refund.RefundId, times: 2))[1];
        (failed.Reason, failed.Paid, failed.Reversed).ShouldBe(("refused", 50, 50));

        Task PaidAsync(int submissions) =>
            Eventually.IsTrueAsync(
                () =>
                    Refunds.Provider.PaidTo(payment) == 50
                    && Refunds.Provider.Submitted.Count(x => x.Payment == payment) == submissions,
                TimeSpan.FromSeconds(30)
            );
    }

    [Fact]
    public async Task A_payment_charged_back_while_its_refund_waits_for_the_bank_account_is_not_refunded()
    {
        var refund = await WaitingAsync(OnDelivery(90));

        await PaidElsewhereAsync(refund);

        (await Refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == refund.RefundId))[0]
            .Reason.ShouldBe("cap_exceeded");
        (await PutBankAccountAsync(refund, new { holder = "Mei", iban = Iban })).Status.ShouldBe(
            HttpStatusCode.Conflict
        );
    }

    [Fact]
    public async Task A_payout_charged_back_after_a_worker_crash_is_not_exported()
    {
        var refund = await WaitingAsync(OnDelivery(90));
        var far = DateTimeOffset.UtcNow.AddHours(1);
        await SetPartAsync(refund, attempts: 1, due: far);
        await Refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
        {
            db.BankAccounts.Add(
                new BankAccount
                {
                    RefundId = refund.RefundId,
                    StorefrontId = Shop,
                    Holder = "Mei",
                    Iban = Iban,
                    ToldAt = DateTimeOffset.UtcNow,
                }
            );
            return db.SaveChangesAsync();
        });
        await PaidElsewhereAsync(refund);
        (await FindPayoutAsync(refund)).ShouldBeNull();

        await SetPartAsync(refund, attempts: 1, due: DateTimeOffset.UnixEpoch);

        await Eventually.IsTrueAsync(
            () =>
                Refunds.Service.InDatabaseAsync<RefundDb, bool>(db =>
                    db.RefundParts.AnyAsync(x =>
                        x.RefundId == refund.RefundId && (x.WithheldSince != null || x.Failure == "cap_exceeded")
                    )
                ),
            TimeSpan.FromSeconds(30),
            () => "It is not withheld."
        );
        (await FindPayoutAsync(refund)).ShouldBeNull();
    }

    [Fact]
    public async Task When_a_transfer_came_back_the_next_one_wants_its_account_anew()
    {
        var refund = await InHandAsync(
            Of(90, Paid(90, method: "cash_on_delivery"), Paid(90, method: "cash_on_delivery"))
        );
        await TransferFailsAsync(refund);
        (await PutBankAccountAsync(refund, new { holder = "Mei", iban = Iban })).Status.ShouldBe(HttpStatusCode.OK);

        await Eventually.IsTrueAsync(
            () =>
                Refunds.Service.InDatabaseAsync<RefundDb, bool>(db =>
                    db.Payouts.AnyAsync(x => x.RefundId == refund.RefundId && x.Status == "to_pay")
                ),
            TimeSpan.FromSeconds(30)
        );
    }

    [Fact]
    public async Task A_refund_whose_transfer_failed_before_it_was_refused_is_not_paid_again()
    {
        var payment = Paid(90, refunded: 30, method: "cash_on_delivery");
        var refund = await InHandAsync(Of(90, payment) with { PayWhatIsLeft = true });
        await TransferFailsAsync(refund);
        var refused = await PostAsync($"/v1/refunds/{refund.RefundId}/refuse", new { reason = "moved away" });
        (refused.Body!["status"]!.ToString(), refused.Body["shortfall"]!.GetValue<long>()).ShouldBe(("failed", 30));

        var again = await PostAsync($"/v1/refunds/{refund.RefundId}/pay-again", new { note = "please" });

        again.Body!["type"]!.ToString().ShouldEndWith(":nothing_to_pay");
    }

    [Fact]
    public async Task A_reversal_is_published_while_another_part_waits_for_its_account()
    {
        var refund = await WaitingAsync(Of(90, Paid(60), Paid(50, method: "cash_on_delivery")));
        await Eventually.IsTrueAsync(
            () => Refunds.Provider.PaidTo(refund.Payments[0].Reference) == 60,
            TimeSpan.FromSeconds(30)
        );
        await Refunds.Service.HearAsync<RefundSubmitted>(x => x.RefundId == refund.RefundId);
        Refunds.Provider.Reverse(refund.Payments[0].Reference);

        await MakeCardPartDueAsync(refund);

        var reversed = (await Refunds.Service.HearAsync<RefundReversed>(x => x.RefundId == refund.RefundId))[0];
        (reversed.Reversed, reversed.Paid).ShouldBe((60, 0));
    }

    [Fact]
    public async Task An_invalid_account_is_refused_and_so_is_another_storefronts_refund()
    {
        var refund = await WaitingAsync(OnDelivery(90));
        object[] wrong =
        [
            new { holder = "Mei", iban = "DE89370400440532013001" },
            new { holder = " ", iban = Iban },
            new { holder = "Mei" },
            new { holder = "Mei", accountNumber = "1" },
            new
            {
                holder = "Mei",
                iban = Iban,
                bankCode = "1",
            },
            new
            {
                holder = "Mei",
                accountNumber = "=1+1",
                bankCode = "1",
            },
        ];
        foreach (var account in wrong)
        {
            (await PutBankAccountAsync(refund, account)).Status.ShouldBe(HttpStatusCode.BadRequest);
        }
        var right = new { holder = "Mei", iban = Iban };
        (await PutBankAccountAsync(refund, right, "other")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await PutBankAccountAsync(refund, right, role: "agent")).Status.ShouldBe(HttpStatusCode.Forbidden);
        var card = Of(10, Paid(10));
        await Refunds.Service.DeliverAsync(card);
        (await PutBankAccountAsync(card, right)).Status.ShouldBe(HttpStatusCode.Conflict);
        (await RefundAsync(refund))["waitingFor"]!.ToString().ShouldBe("bank_account");
    }

    [Fact]
    public async Task An_account_of_an_open_payout_can_not_be_changed_and_can_be_erased_once_it_is_paid()
    {
        var refund = await InHandAsync(OnDelivery(90));
        var payout = await PayoutAsync(refund);

        (await PutBankAccountAsync(refund, new { holder = "Eve", iban = Iban })).Status.ShouldBe(
            HttpStatusCode.Conflict
        );
        (await EraseAsync(refund)).ShouldBe(HttpStatusCode.Conflict);
        await SayAsync(payout, "paid", new { reference = "bank-1" });
        await Refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);

        var before = (await RefundAsync(refund))["etag"]!.ToString();
        (await EraseAsync(refund)).ShouldBe(HttpStatusCode.NoContent);
        // So that of this and a part that is planned meanwhile one is done again.
        (await RefundAsync(refund))["etag"]!
            .ToString()
            .ShouldNotBe(before);
        (await EraseAsync(refund)).ShouldBe(HttpStatusCode.NotFound);
        (await PayoutAsync(refund))["bankAccount"].ShouldBeNull();
    }

    private Task<int> SetPartAsync(IssueRefund refund, int attempts, DateTimeOffset due) =>
        Refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
            db.RefundParts.Where(x => x.RefundId == refund.RefundId)
                .ExecuteUpdateAsync(x =>
                    x.SetProperty(row => row.Attempts, attempts).SetProperty(row => row.DueAt, due)
                )
        );

    private async Task<HttpStatusCode> EraseAsync(IssueRefund refund)
    {
        using var shop = Refunds.Service.As("storefront", Shop);
        return (await shop.DeleteAsync($"/v1/refunds/{refund.RefundId}/bank-account")).StatusCode;
    }

    /// <summary>The bank sends it back, and the refund waits for another account.</summary>
    private async Task TransferFailsAsync(IssueRefund refund)
    {
        await SayAsync(await PayoutAsync(refund), "failed", new { reason = "no such account" });
        await Eventually.IsTrueAsync(
            async () => (await RefundAsync(refund))["waitingFor"]?.ToString() == "bank_account",
            TimeSpan.FromSeconds(30)
        );
    }

    // As a webhook would.
    private Task<int> MakeCardPartDueAsync(IssueRefund refund) =>
        Refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
            db.RefundParts.Where(x => x.RefundId == refund.RefundId && x.Tender == "card")
                .ExecuteUpdateAsync(x =>
                    x.SetProperty(row => row.DueAt, DateTimeOffset.UnixEpoch)
                        .SetProperty(row => row.Version, row => row.Version + 1)
                )
        );
}
