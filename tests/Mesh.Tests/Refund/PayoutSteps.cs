using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Ids;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Payments;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.RefundFixture;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>What customers and finance do with a refund that is transferred by hand.</summary>
public abstract class PayoutSteps(RefundFixture refunds) : IAsyncLifetime
{
    protected const string Iban = "DE89370400440532013000";

    protected RefundFixture Refunds => refunds;

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

    protected static IssueRefund OnDelivery(long amount) => Of(amount, Paid(amount, method: "cash_on_delivery"));

    /// <summary>The worker has had it, and found no account.</summary>
    protected async Task<IssueRefund> WaitingAsync(IssueRefund refund)
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

    protected async Task<IssueRefund> InHandAsync(IssueRefund refund, object? account = null)
    {
        await WaitingAsync(refund);
        (await PutBankAccountAsync(refund, account ?? new { holder = "Mei", iban = Iban })).Status.ShouldBe(
            HttpStatusCode.OK
        );
        await refunds.Service.HearAsync<RefundSubmitted>(x => x.RefundId == refund.RefundId);
        return refund;
    }

    protected async Task PaidElsewhereAsync(IssueRefund refund)
    {
        var paid = refund.Payments[0];
        var payment = Uri.EscapeDataString(PaymentReference.Of(paid.Reference, paid.Method, refund.OrderNumber));
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

    protected async Task<JsonNode> RefundAsync(IssueRefund refund)
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

    protected async Task<JsonNode?> FindPayoutAsync(IssueRefund refund, string? status = null)
    {
        using var finance = refunds.Service.As("finance", Shop);
        return (await finance.GetFromJsonAsync<JsonNode>("/v1/payouts?limit=200"))!["items"]!
            .AsArray()
            .Where(x => status is null || x!["status"]!.ToString() == status)
            .SingleOrDefault(x => x!["refundId"]!.GetValue<Guid>() == refund.RefundId);
    }

    protected async Task<JsonNode> PayoutAsync(IssueRefund refund) => (await FindPayoutAsync(refund)).ShouldNotBeNull();

    protected async Task<(HttpStatusCode Status, JsonNode? Body)> PutBankAccountAsync(
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

    protected Task<(HttpStatusCode Status, JsonNode? Body)> SayAsync(JsonNode payout, string what, object body) =>
        PostAsync($"/v1/payouts/{payout["id"]}/{what}", body);

    protected async Task<(HttpStatusCode Status, JsonNode? Body)> PostAsync(string path, object body)
    {
        using var finance = refunds.Service.As("finance", Shop);
        return await finance.PostWithKeyAsync(path, body);
    }

    private static async Task<JsonNode?> ReadAsync(HttpResponseMessage answer) =>
        await answer.Content.ReadAsStringAsync() is { Length: > 0 } text ? JsonNode.Parse(text) : null;

    protected Task<List<string>> BalancesAsync(IssueRefund refund) =>
        refunds.Service.InDatabaseAsync<RefundDb, List<string>>(db => BooksAgree.OfRefundAsync(db, refund.RefundId));
}
