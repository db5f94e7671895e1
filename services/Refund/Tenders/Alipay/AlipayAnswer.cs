using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Refund.Tenders.Alipay;

/// <summary>What Alipay answers; what we don't need is left out.</summary>
/// <param name="Code"><c>10000</c>: it was done. <c>40004</c>: the business does not allow it. The rest is about us, or them.</param>
/// <param name="SubCode">Why not.</param>
/// <param name="FundChange">Of a refund: <c>Y</c>, this request has moved money.</param>
/// <param name="RefundStatus">Of a look-up: <c>REFUND_SUCCESS</c>, or nothing.</param>
internal sealed record AlipayAnswer(string? Code, string? SubCode, string? FundChange, string? RefundStatus)
{
    /// <summary>Of a request to refund; null: Alipay has signed no answer.</summary>
    public static ProviderOutcome OutcomeOf(AlipayAnswer? answer) =>
        answer switch
        {
            { Code: "10000", FundChange: "Y" } => ProviderOutcome.Succeeded,
            { Code: "40004" } => answer.SubCode switch
            {
                "ACQ.SELLER_BALANCE_NOT_ENOUGH" => ProviderOutcome.TryLater,
                // Less is left than we think; and what was paid is closed by a refund of all of it.
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
            // About us: our application, our signature, our rights. The money stays owed.
            { Code: "20001" or "40001" or "40002" or "40006" } => ProviderOutcome.TryLater,
            // No money moved by this request, so perhaps by one before; or it does not know; or it has not signed it.
            _ => ProviderOutcome.Unknown,
        };
}
