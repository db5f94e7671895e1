using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Tenders.Alipay;

/// <summary>The parts of Alipay's answer that we need.</summary>
/// <param name="Code"><c>10000</c>: done. <c>40004</c>: refused because of the payment. Others: an error on our side or Alipay's.</param>
/// <param name="SubCode">The reason.</param>
/// <param name="FundChange">For a refund: <c>Y</c> when this request has moved money.</param>
/// <param name="RefundStatus">For a look-up: <c>REFUND_SUCCESS</c> or null.</param>
internal sealed record AlipayAnswer(string? Code, string? SubCode, string? FundChange, string? RefundStatus)
{
    /// <summary>The outcome of a refund request.</summary>
    /// <param name="answer">The answer; null: there was no answer signed by Alipay.</param>
    public static ProviderOutcome OutcomeOf(AlipayAnswer? answer) =>
        answer switch
        {
            { Code: "10000", FundChange: "Y" } => ProviderOutcome.Succeeded,
            { Code: "40004" } => answer.SubCode switch
            {
                "ACQ.SELLER_BALANCE_NOT_ENOUGH" => ProviderOutcome.TryLater,
                // Less is left than our ledger has; a payment is closed once all of it is refunded.
                "ACQ.REASON_TRADE_REFUND_FEE_ERR"
                or "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"
                or "ACQ.REFUND_FEE_ERROR"
                or "ACQ.TRADE_HAS_CLOSE" => ProviderOutcome.RefundedElsewhere,
                "ACQ.TRADE_HAS_FINISHED"
                or "ACQ.TRADE_NOT_ALLOW_REFUND"
                or "ACQ.TRADE_STATUS_ERROR"
                or "ACQ.BUYER_ERROR" => ProviderOutcome.Declined,
                "ACQ.TRADE_NOT_EXIST" or "ACQ.INVALID_PARAMETER" => ProviderOutcome.Rejected,
                _ => ProviderOutcome.Unknown,
            },
            // Errors of our application, signature or rights.
            { Code: "20001" or "40001" or "40002" or "40006" } => ProviderOutcome.TryLater,
            // An earlier request may have moved the money, or Alipay does not know, or the answer is not signed.
            _ => ProviderOutcome.Unknown,
        };
}
