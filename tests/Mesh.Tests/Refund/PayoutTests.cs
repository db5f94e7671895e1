using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.Refund.Tenders.BankTransfer;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.RefundFixture;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class PayoutOnSqlite(RefundFixture refunds) : PayoutTests(refunds), IClassFixture<RefundFixture>;

public sealed class PayoutOnPostgres(RefundOnPostgres refunds) : PayoutTests(refunds), IClassFixture<RefundOnPostgres>;

public abstract class PayoutTests(RefundFixture refunds) : IAsyncLifetime
{
    private const string Iban = "DE89370400440532013000";

    public ValueTask InitializeAsync() => refunds.StartAsync();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (!refunds.IsStarted)
        {
            return;
        }
        await refunds.Service.InDatabaseAsync<RefundDb, bool>(async db =>
        {
            await BooksAgree.BalanceAsync(db);
            await BooksAgree.CapsCountPartsAsync(db);
            return true;
        });
    }

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
        await refunds.Service.HearAsync<RefundSubmitted>(x => x.RefundId == refund.RefundId);
        (await RefundAsync(refund))["waitingFor"].ShouldBeNull();
        var payout = await PayoutAsync(refund);
        (payout["status"]!.ToString(), payout["amount"]!.GetValue<long>()).ShouldBe(("to_pay", 90));
        payout.ToJsonString().ShouldNotContain("Lovelace");

        var paid = await SayAsync(payout, "paid", new { reference = "bank-1" });

        paid.Status.ShouldBe(HttpStatusCode.OK);
        paid.Body!["status"]!.ToString().ShouldBe("paid");
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        (await BalancesAsync(refund)).ShouldBe(["bank -90", "returns 90"]);
        (await SayAsync(payout, "paid", new { reference = "bank-1" })).Status.ShouldBe(HttpStatusCode.OK);
        (await SayAsync(payout, "paid", new { reference = "bank-2" })).Status.ShouldBe(HttpStatusCode.Conflict);
        refunds.Provider.Submitted.ShouldNotContain(x => x.Payment == refund.Payments[0].Reference);
    }

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
    public async Task A_transfer_that_came_back_is_reversed_and_its_amount_returns_to_the_cap()
    {
        var refund = await InHandAsync(OnDelivery(90));
        var payout = await PayoutAsync(refund);
        await SayAsync(payout, "paid", new { reference = "bank-1" });
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);

        (await SayAsync(payout, "failed", new { reason = "account closed" })).Status.ShouldBe(HttpStatusCode.OK);

        var reversed = (await refunds.Service.HearAsync<RefundReversed>(x => x.RefundId == refund.RefundId))[0];
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
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        await SayAsync(await PayoutAsync(refund), "failed", new { reason = "account closed" });
        await refunds.Service.HearAsync<RefundReversed>(x => x.RefundId == refund.RefundId);
        var again = $"/v1/refunds/{refund.RefundId}/pay-again";
        (await PostAsync(again, new { note = "has a new account" })).Status.ShouldBe(HttpStatusCode.Conflict);
        await refunds.Service.SendAsync(new AcknowledgeReversal(refund.ReturnId, Shop, refund.RefundId, 90));
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

        var succeeded = await refunds.Service.HearAsync<RefundSucceeded>(x =>
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
            () => refunds.Provider.PaidTo(refund.Payments[1].Reference) == 50,
            TimeSpan.FromSeconds(30)
        );
        (await PutBankAccountAsync(refund, new { holder = "Mei", iban = Iban })).Status.ShouldBe(HttpStatusCode.OK);
        await Eventually.IsTrueAsync(
            () =>
                refunds.Service.InDatabaseAsync<RefundDb, bool>(db =>
                    db.Payouts.AnyAsync(x => x.RefundId == refund.RefundId && x.Status == "to_pay" && x.Amount == 40)
                ),
            TimeSpan.FromSeconds(30)
        );
    }

    [Fact]
    public async Task A_part_refunded_to_a_card_does_not_wait_for_the_bank_account()
    {
        var refund = await WaitingAsync(Of(90, Paid(60), Paid(50, method: "cash_on_delivery")));

        await Eventually.IsTrueAsync(
            () => refunds.Provider.PaidTo(refund.Payments[0].Reference) == 60,
            TimeSpan.FromSeconds(30)
        );
        await refunds.Service.HearAsync<RefundSubmitted>(x => x.RefundId == refund.RefundId);
        await PutBankAccountAsync(refund, new { holder = "Mei", iban = Iban });
        await Eventually.IsTrueAsync(async () => await FindPayoutAsync(refund) is not null, TimeSpan.FromSeconds(30));
        await SayAsync(await PayoutAsync(refund), "paid", new { reference = "bank-1" });
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_large_payout_can_be_approved_before_or_after_its_account_is_known(bool accountFirst)
    {
        var refund = OnDelivery(101) with { Currency = "CHF" };
        await refunds.Service.DeliverAsync(refund);
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

        await refunds.Service.HearAsync<RefundSubmitted>(x => x.RefundId == refund.RefundId);
        (await PayoutAsync(refund))["status"]!.ToString().ShouldBe("to_pay");
    }

    [Fact]
    public async Task A_part_whose_bank_account_never_comes_can_be_refused_and_the_rest_stays_paid()
    {
        var refund = await WaitingAsync(Of(90, Paid(50), Paid(50, method: "cash_on_delivery")));
        await Eventually.IsTrueAsync(
            () => refunds.Provider.PaidTo(refund.Payments[0].Reference) == 50,
            TimeSpan.FromSeconds(30)
        );

        var refused = await PostAsync($"/v1/refunds/{refund.RefundId}/refuse", new { reason = "moved away" });

        refused.Status.ShouldBe(HttpStatusCode.OK);
        var failed = (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == refund.RefundId))[0];
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
    public async Task A_payment_charged_back_while_its_refund_waits_for_the_bank_account_is_not_refunded()
    {
        var refund = await WaitingAsync(OnDelivery(90));

        await PaidElsewhereAsync(refund);

        (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == refund.RefundId))[0]
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
        await refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
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
                refunds.Service.InDatabaseAsync<RefundDb, bool>(db =>
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
    public async Task A_payout_that_failed_because_it_was_paid_elsewhere_is_taken_from_no_other_payment()
    {
        var refund = await InHandAsync(Of(90, Paid(90, method: "cash_on_delivery"), Paid(90)));
        var payout = await PayoutAsync(refund);
        await PaidElsewhereAsync(refund);

        await SayAsync(payout, "failed", new { reason = "paid at the door" });

        var failed = (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == refund.RefundId))[0];
        (failed.Reason, failed.Paid).ShouldBe(("cap_exceeded", 0));
        refunds.Provider.PaidTo(refund.Payments[1].Reference).ShouldBe(0);
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
    public async Task When_a_transfer_came_back_the_next_one_wants_its_account_anew()
    {
        var refund = await InHandAsync(
            Of(90, Paid(90, method: "cash_on_delivery"), Paid(90, method: "cash_on_delivery"))
        );
        await SayAsync(await PayoutAsync(refund), "failed", new { reason = "no such account" });
        await Eventually.IsTrueAsync(
            async () => (await RefundAsync(refund))["waitingFor"]?.ToString() == "bank_account",
            TimeSpan.FromSeconds(30)
        );
        (await PutBankAccountAsync(refund, new { holder = "Mei", iban = Iban })).Status.ShouldBe(HttpStatusCode.OK);

        await Eventually.IsTrueAsync(
            () =>
                refunds.Service.InDatabaseAsync<RefundDb, bool>(db =>
                    db.Payouts.AnyAsync(x => x.RefundId == refund.RefundId && x.Status == "to_pay")
                ),
            TimeSpan.FromSeconds(30)
        );
    }

    [Fact]
    public async Task A_reversal_is_published_while_another_part_waits_for_its_account()
    {
        var refund = await WaitingAsync(Of(90, Paid(60), Paid(50, method: "cash_on_delivery")));
        await Eventually.IsTrueAsync(
            () => refunds.Provider.PaidTo(refund.Payments[0].Reference) == 60,
            TimeSpan.FromSeconds(30)
        );
        await refunds.Service.HearAsync<RefundSubmitted>(x => x.RefundId == refund.RefundId);
        refunds.Provider.Reverse(refund.Payments[0].Reference);

        await refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
            db.RefundParts.Where(x => x.RefundId == refund.RefundId && x.Tender == "card")
                .ExecuteUpdateAsync(x =>
                    x.SetProperty(row => row.DueAt, DateTimeOffset.UnixEpoch)
                        .SetProperty(row => row.Version, row => row.Version + 1)
                )
        );

        var reversed = (await refunds.Service.HearAsync<RefundReversed>(x => x.RefundId == refund.RefundId))[0];
        (reversed.Reversed, reversed.Paid).ShouldBe((60, 0));
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
        using var finance = refunds.Service.As("finance", Shop);

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
        using var admin = refunds.Service.As("admin", Shop);
        (await admin.GetAsync("/v1/payouts/to-pay.csv")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var stranger = refunds.Service.As("finance", "other");
        (await stranger.GetStringAsync("/v1/payouts/to-pay.csv")).Split("\r\n").Length.ShouldBe(2);
        (await stranger.GetFromJsonAsync<JsonNode>("/v1/payouts"))!["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Payouts_of_one_refund_are_listed()
    {
        await InHandAsync(OnDelivery(5));
        var refund = await InHandAsync(OnDelivery(7));
        using var finance = refunds.Service.As("finance", Shop);

        var found = (await finance.GetFromJsonAsync<JsonNode>($"/v1/payouts?refundId={refund.RefundId}"))!["items"]!;

        found.AsArray().ShouldHaveSingleItem()!["amount"]!.GetValue<long>().ShouldBe(7);
    }

    [Fact]
    public async Task A_payout_above_its_payments_cap_is_not_in_the_file_for_the_bank()
    {
        var refund = await InHandAsync(OnDelivery(90));
        using var finance = refunds.Service.As("finance", Shop);
        var inHand = $"{refund.RefundId}";
        (await finance.GetStringAsync("/v1/payouts/to-pay.csv")).ShouldContain(inHand);

        await PaidElsewhereAsync(refund);

        (await finance.GetStringAsync("/v1/payouts/to-pay.csv")).ShouldNotContain(inHand);
        (await PayoutAsync(refund))["status"]!.ToString().ShouldBe("to_pay");
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
        await refunds.Service.DeliverAsync(card);
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
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);

        (await EraseAsync(refund)).ShouldBe(HttpStatusCode.NoContent);
        (await EraseAsync(refund)).ShouldBe(HttpStatusCode.NotFound);
        (await PayoutAsync(refund))["bankAccount"].ShouldBeNull();
    }

    private static IssueRefund OnDelivery(long amount) => Of(amount, Paid(amount, method: "cash_on_delivery"));

    /// <summary>The worker has had it, and found no account.</summary>
    private async Task<IssueRefund> WaitingAsync(IssueRefund refund)
    {
        await refunds.Service.DeliverAsync(refund);
        await Eventually.IsTrueAsync(
            () =>
                refunds.Service.InDatabaseAsync<RefundDb, bool>(db =>
                    db.RefundParts.AnyAsync(x =>
                        x.RefundId == refund.RefundId
                        && x.Tender == "cash_on_delivery"
                        && x.DueAt == null
                        && x.Attempts == 0
                    )
                ),
            TimeSpan.FromSeconds(30),
            () => "It does not wait."
        );
        (await RefundAsync(refund))["waitingFor"]!.ToString().ShouldBe("bank_account");
        return refund;
    }

    private async Task<IssueRefund> InHandAsync(IssueRefund refund, object? account = null)
    {
        await WaitingAsync(refund);
        (await PutBankAccountAsync(refund, account ?? new { holder = "Mei", iban = Iban })).Status.ShouldBe(
            HttpStatusCode.OK
        );
        await refunds.Service.HearAsync<RefundSubmitted>(x => x.RefundId == refund.RefundId);
        return refund;
    }

    private async Task PaidElsewhereAsync(IssueRefund refund)
    {
        var payment = Uri.EscapeDataString(Tender.ReferenceOf(refund.Payments[0], refund.OrderNumber));
        var told = await PostAsync(
            $"/v1/payments/{payment}/adjustments",
            new
            {
                kind = "refunded_elsewhere",
                amount = 90,
                currency = "EUR",
                reference = Guid.NewGuid(),
            }
        );
        told.Status.ShouldBe(HttpStatusCode.Created);
    }

    private Task<int> SetPartAsync(IssueRefund refund, int attempts, DateTimeOffset due) =>
        refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
            db.RefundParts.Where(x => x.RefundId == refund.RefundId)
                .ExecuteUpdateAsync(x =>
                    x.SetProperty(row => row.Attempts, attempts).SetProperty(row => row.DueAt, due)
                )
        );

    private async Task<JsonNode> RefundAsync(IssueRefund refund)
    {
        using var shop = refunds.Service.As("storefront", Shop);
        var all = await shop.GetFromJsonAsync<JsonNode>($"/v1/refunds?returnId={refund.ReturnId}");
        var it = all!["items"]!.AsArray().ShouldHaveSingleItem()!;
        if (it["waitingFor"]?.ToString() is { } waiting)
        {
            var listed = await shop.GetFromJsonAsync<JsonNode>(
                $"/v1/refunds?waiting={waiting}&returnId={refund.ReturnId}"
            );
            listed!["items"]!.AsArray().Count.ShouldBe(1);
        }
        return it;
    }

    private async Task<JsonNode?> FindPayoutAsync(IssueRefund refund, string? status = null)
    {
        using var finance = refunds.Service.As("finance", Shop);
        return (await finance.GetFromJsonAsync<JsonNode>("/v1/payouts?limit=200"))!["items"]!
            .AsArray()
            .Where(x => status is null || x!["status"]!.ToString() == status)
            .SingleOrDefault(x => x!["refundId"]!.GetValue<Guid>() == refund.RefundId);
    }

    private async Task<JsonNode> PayoutAsync(IssueRefund refund) => (await FindPayoutAsync(refund)).ShouldNotBeNull();

    private async Task<(HttpStatusCode Status, JsonNode? Body)> PutBankAccountAsync(
        IssueRefund refund,
        object account,
        string storefront = Shop,
        string role = "storefront"
    )
    {
        using var shop = refunds.Service.As(role, storefront);
        using var answer = await shop.PutAsJsonAsync($"/v1/refunds/{refund.RefundId}/bank-account", account);
        return (answer.StatusCode, await ReadAsync(answer));
    }

    private async Task<HttpStatusCode> EraseAsync(IssueRefund refund)
    {
        using var shop = refunds.Service.As("storefront", Shop);
        return (await shop.DeleteAsync($"/v1/refunds/{refund.RefundId}/bank-account")).StatusCode;
    }

    private Task<(HttpStatusCode Status, JsonNode? Body)> SayAsync(JsonNode payout, string what, object body) =>
        PostAsync($"/v1/payouts/{payout["id"]}/{what}", body);

    private async Task<(HttpStatusCode Status, JsonNode? Body)> PostAsync(string path, object body)
    {
        using var finance = refunds.Service.As("finance", Shop);
        return await finance.PostWithKeyAsync(path, body);
    }

    private static async Task<JsonNode?> ReadAsync(HttpResponseMessage answer) =>
        await answer.Content.ReadAsStringAsync() is { Length: > 0 } text ? JsonNode.Parse(text) : null;

    private Task<List<string>> BalancesAsync(IssueRefund refund) =>
        refunds.Service.InDatabaseAsync<RefundDb, List<string>>(db => BooksAgree.OfRefundAsync(db, refund.RefundId));
}
