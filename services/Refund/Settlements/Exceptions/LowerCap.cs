using AfterSalesMesh.Refund.Adjusting;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Settlements.Matching;
using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Settlements.Exceptions;

/// <summary>What a settlement file shows that nobody told us of is told: a chargeback, or a refund made elsewhere.</summary>
internal sealed class LowerCap(Adjustments adjustments)
{
    /// <param name="exception">What was found.</param>
    /// <param name="resolution"><see cref="Resolution.Chargeback"/> or <see cref="Resolution.RefundElsewhere"/>.</param>
    /// <param name="payment">Whose cap it lowers.</param>
    /// <param name="by">Who resolves it.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Why it can't be, or the clearing account on which a chargeback waits.</returns>
    public async Task<(string? Refused, string Clearing)> RunAsync(
        Discrepancy exception,
        string resolution,
        string payment,
        string by,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var told = new PaymentAdjustment
        {
            Id = DerivedId.From(exception.Id, "adjustment"),
            StorefrontId = exception.StorefrontId,
            PaymentReference = payment,
            Kind =
                resolution == Resolution.Chargeback
                    ? PaymentAdjustment.Chargeback
                    : PaymentAdjustment.RefundedElsewhere,
            Amount = exception.Found!.Value,
            Currency = exception.FoundCurrency!,
            // By the provider's name it counts once, whoever tells it too; a second settlement of one refund is another event.
            Reference =
                exception.Kind == ExceptionKind.MissingWithUs && exception.Reference is { } reference
                    ? reference
                    : $"settlement-row:{exception.RowId}",
            At = now,
            By = by,
        };
        var (taken, lowered) = await adjustments.TakeAsync(told, null, cancellation);
        return (
            lowered is null ? $"There is no payment {payment} of this storefront."
            : !taken.IsSameAs(told)
                ? $"We were told of {told.Reference} before, as a {taken.Kind} of {taken.Amount} {taken.Currency}."
            : lowered.Currency != told.Currency
                ? $"The payment {payment} is in {lowered.Currency}, and this is in {told.Currency}."
            : null,
            Accounts.Clearing(lowered?.Method ?? Payment.UsualMethod)
        );
    }
}
