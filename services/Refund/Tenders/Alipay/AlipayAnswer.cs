using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Tenders.Alipay;

/// <summary>An answer of Alipay, as far as we need it.</summary>
/// <param name="Code"><c>10000</c>: done. <c>40004</c>: refused for a reason of the payment. Others: an error of ours or theirs.</param>
/// <param name="SubCode">The reason.</param>
/// <param name="FundChange">Of a refund: <c>Y</c> when this request has moved money.</param>
/// <param name="RefundStatus">Of a look-up: <c>REFUND_SUCCESS</c> or null.</param>
internal sealed record AlipayAnswer(string? Code, string? SubCode, string? FundChange, string? RefundStatus)
{
    /// <summary>The outcome of a refund request.</summary>
    /// <param name="answer">Null: there was no answer that Alipay has signed.</param>
    public static ProviderOutcome OutcomeOf(AlipayAnswer? answer) =>
        answer switch
        {
            { Code: "10000", FundChange: "Y" } => ProviderOutcome.Succeeded,
            { Code: "40004" } => answer.SubCode switch
            {
                "ACQ.SELLER_BALANCE_NOT_ENOUGH" => ProviderOutcome.TryLater,
                // Less is left than our ledger says; a payment is closed once all of it is refunded.
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
            // About our application, signature or rights.
            { Code: "20001" or "40001" or "40002" or "40006" } => ProviderOutcome.TryLater,
            // Perhaps an earlier request moved the money, or Alipay does not know, or has not signed the answer.
            _ => ProviderOutcome.Unknown,
        };
}
