using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Refund.Ledger;

/// <param name="Id">The exception.</param>
/// <param name="StorefrontId">Its storefront.</param>
/// <param name="Kind">The kind of disagreement.</param>
/// <param name="Status"><c>open</c>, <c>resolved</c>, or <c>cleared</c>: it ended by itself.</param>
/// <param name="Owner">The person who should resolve it.</param>
/// <param name="Note">Information for the owner.</param>
/// <param name="Detail">The disagreement as a sentence.</param>
/// <param name="SettlementId">The settlement file; null: no file is involved.</param>
/// <param name="Line">The line of the file, from 1.</param>
/// <param name="RowType"><c>refund</c>, <c>refund_reversal</c>, <c>chargeback</c>, <c>chargeback_won</c> or <c>payment</c>.</param>
/// <param name="PartId">The refund part concerned, if it is known.</param>
/// <param name="RefundId">The refund of that part.</param>
/// <param name="ReturnId">The return of that refund.</param>
/// <param name="Payment">The payment's reference at the provider.</param>
/// <param name="Reference">The provider's reference.</param>
/// <param name="Expected">The amount in our ledger, in minor units.</param>
/// <param name="Currency">The currency of <paramref name="Expected"/>.</param>
/// <param name="Found">The amount in the file, in minor units.</param>
/// <param name="FoundCurrency">The currency of <paramref name="Found"/>.</param>
/// <param name="OpenedAt">UTC.</param>
/// <param name="Resolution"><c>accept_difference</c>, <c>write_off</c>, <c>settle</c>, <c>record_refund_elsewhere</c>, <c>chargeback</c>, <c>chargeback_won</c> or <c>ignore</c>.</param>
/// <param name="ResolvedAt">UTC.</param>
/// <param name="ResolvedBy">The id of the person who resolved it.</param>
/// <param name="ResolvedByName">The name of that person.</param>
/// <param name="ResolutionNote">The reason for the resolution.</param>
/// <param name="Etag">The value for <c>If-Match</c>.</param>
internal sealed record DiscrepancyItem(
    Guid Id,
    string StorefrontId,
    [property: OneOf(typeof(DiscrepancyKind))] string Kind,
    [property: OneOf(Discrepancy.Open, Discrepancy.Resolved, Discrepancy.Cleared)] string Status,
    string? Owner,
    string? Note,
    string Detail,
    Guid? SettlementId,
    long? Line,
    string? RowType,
    Guid? PartId,
    Guid? RefundId,
    Guid? ReturnId,
    string? Payment,
    string? Reference,
    long? Expected,
    string? Currency,
    long? Found,
    string? FoundCurrency,
    DateTimeOffset OpenedAt,
    string? Resolution,
    DateTimeOffset? ResolvedAt,
    string? ResolvedBy,
    string? ResolvedByName,
    string? ResolutionNote,
    string Etag
)
{
    public static DiscrepancyItem Of(Discrepancy x, string etag) =>
        new(
            x.Id,
            x.StorefrontId,
            x.Kind,
            x.Status,
            x.Owner,
            x.Note,
            x.Detail,
            x.SettlementId,
            x.Line,
            x.RowType,
            x.PartId,
            x.RefundId,
            x.ReturnId,
            x.Payment,
            x.Reference,
            x.Expected,
            x.Currency,
            x.Found,
            x.FoundCurrency,
            x.OpenedAt,
            x.Resolution,
            x.ResolvedAt,
            x.ResolvedBy,
            x.ResolvedByName,
            x.ResolutionNote,
            etag
        );
}
