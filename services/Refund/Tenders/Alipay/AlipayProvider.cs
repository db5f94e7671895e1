using System.Globalization;
using System.Text.Json;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using Microsoft.Extensions.Options;

namespace AfterSalesMesh.Refund.Tenders.Alipay;

/// <summary>
/// Refunds of Alipay. The part's id is the idempotency key, and Alipay never forgets it.
/// </summary>
internal sealed class AlipayProvider(HttpClient http, IOptions<ProviderSettings> settings, TimeProvider time)
    : IPaymentProvider
{
    private const string Refund = "alipay.trade.refund";
    private const string Query = "alipay.trade.fastpay.refund.query";

    /// <summary>
    /// A look-up may not find a refund of the last ten seconds. From this attempt on, there are at least sixteen seconds between two
    /// attempts.
    /// </summary>
    private const int ReliableAfterAttempts = 6;

    public Task<ProviderAnswer> SubmitAsync(RefundPart part, CancellationToken cancellation)
    {
        if (part.Currency != "CNY")
        {
            return Task.FromResult(
                new ProviderAnswer(ProviderOutcome.Rejected, $"Alipay pays CNY, not {part.Currency}")
            );
        }
        var yuan = (part.Amount / 100m).ToString("0.00", CultureInfo.InvariantCulture);
        return ProviderCall.SubmitAsync(
            async () =>
            {
                var answer = await AskAsync(Refund, part, yuan, cancellation);
                var outcome = AlipayAnswer.OutcomeOf(answer);
                // Alipay also refuses a refund that it has just made. A refusal counts only after a look-up that would have found the refund.
                if (
                    outcome is ProviderOutcome.Declined or ProviderOutcome.RefundedElsewhere or ProviderOutcome.Rejected
                    && !LookUpIsReliable(part)
                )
                {
                    outcome = ProviderOutcome.Unknown;
                }
                return Answer(outcome, answer, part);
            },
            cancellation
        );
    }

    public Task<ProviderAnswer> FindAsync(RefundPart part, CancellationToken cancellation) =>
        ProviderCall.FindAsync(
            async () =>
            {
                var answer = await AskAsync(Query, part, null, cancellation);
                var outcome = answer switch
                {
                    { Code: "10000", RefundStatus: "REFUND_SUCCESS" } => ProviderOutcome.Succeeded,
                    // The refund was not made, or is not found yet: submitting it again with the same key is safe in both cases.
                    { Code: "10000" } => ProviderOutcome.NotFound,
                    _ => ProviderOutcome.TryLater,
                };
                return Answer(outcome, answer, part);
            },
            cancellation
        );

    private static bool LookUpIsReliable(RefundPart part) => part.Attempts is 1 or >= ReliableAfterAttempts;

    private async Task<AlipayAnswer?> AskAsync(
        string method,
        RefundPart part,
        string? amount,
        CancellationToken cancellation
    )
    {
        var reference = part.PaymentReference;
        // Alipay's own references have 28 digits; all others are the merchant's references.
        var isAlipays = reference.Length == 28 && reference.All(char.IsAsciiDigit);
        var content = new Dictionary<string, string>
        {
            [isAlipays ? "trade_no" : "out_trade_no"] = reference,
            ["out_request_no"] = part.Id.ToString(),
        };
        if (amount is not null)
        {
            content["refund_amount"] = amount;
        }
        using var form = AlipayMessage.Sign(
            method,
            JsonSerializer.Serialize(content),
            settings.Value,
            time.GetUtcNow()
        );
        using var response = await http.PostAsync("?charset=utf-8", form, cancellation);
        return response.IsSuccessStatusCode
            ? AlipayMessage.Read(method, await response.Content.ReadAsStringAsync(cancellation), settings.Value)
            : null;
    }

    private static ProviderAnswer Answer(ProviderOutcome outcome, AlipayAnswer? answer, RefundPart part) =>
        new(
            outcome,
            answer is null
                ? "no answer signed by Alipay"
                : $"{answer.Code} {answer.SubCode}{answer.RefundStatus}".Trim(),
            outcome == ProviderOutcome.Succeeded ? part.Id.ToString() : null
        );
}
