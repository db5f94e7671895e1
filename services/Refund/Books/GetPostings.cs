using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Refund.Books;

/// <summary>Postings, each with the return, refund and trace that it comes from.</summary>
internal static class GetPostings
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/v1/ledger/postings", HandleAsync)
            .RequireRoles(Roles.Finance, Roles.Admin)
            .WithSummary("List postings, oldest first; of one account, refund or return");

    private static async Task<Results<Ok<Page<PostingView>>, ProblemHttpResult>> HandleAsync(
        RefundDb db,
        string? account,
        Guid? refundId,
        Guid? returnId,
        Guid? after,
        CancellationToken cancellation,
        int limit = Page.DefaultLimit
    )
    {
        var checks = new Checks();
        checks.OptionalText(account, "account", Accounts.MaxLength);
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var postings = db.Postings.AsNoTracking().Where(x => after == null || x.Position > after);
        if (refundId is not null)
        {
            // There is an index by return, and none by refund.
            returnId ??= (
                await db.Refunds.AsNoTracking().FirstOrDefaultAsync(x => x.Id == refundId, cancellation)
            )?.ReturnId;
            postings = postings.Where(x => x.ReturnId == returnId && x.RefundId == refundId);
        }
        else if (returnId is not null)
        {
            postings = postings.Where(x => x.ReturnId == returnId);
        }
        else if (account is not null)
        {
            // Found by the key of the lines, so that not all postings are read to find those of one account.
            var positions = await db.Set<PostingLine>()
                .Where(x => x.Account == account && (after == null || x.Position > after))
                .Select(x => x.Position)
                .Distinct()
                .OrderBy(x => x)
                .Take(limit + 1)
                .ToListAsync(cancellation);
            postings = postings.Where(x => positions.Contains(x.Position));
        }
        if (account is not null)
        {
            postings = postings.Where(x => x.Lines.Any(line => line.Account == account));
        }
        var page = await postings
            .Include(x => x.Lines.OrderBy(line => line.Number))
            .OrderBy(x => x.Position)
            .ToPageAsync(limit, x => $"{x.Position}", cancellation);
        if (returnId is { } id && page.Items.Count > 0)
        {
            ReturnTrace.Tag(id);
        }
        return TypedResults.Ok(page.Map(PostingView.Of));
    }
}

/// <param name="Id">The posting.</param>
/// <param name="At">When it was posted, UTC.</param>
/// <param name="What">The event: <c>decided</c>, <c>submitted</c>, <c>succeeded</c>, <c>failed</c>, <c>reversed</c>, …</param>
/// <param name="StorefrontId">The storefront.</param>
/// <param name="ReturnId">The return.</param>
/// <param name="RefundId">The refund.</param>
/// <param name="PartId">The part of the refund that goes back to one payment: our reference at the provider.</param>
/// <param name="SettlementRowId">The row of a settlement file.</param>
/// <param name="TraceId">The trace of the request or message that posted it.</param>
/// <param name="Lines">The lines, whose sum is 0 in each currency.</param>
internal sealed record PostingView(
    Guid Id,
    DateTimeOffset At,
    string What,
    string StorefrontId,
    Guid? ReturnId,
    Guid? RefundId,
    Guid? PartId,
    Guid? SettlementRowId,
    string? TraceId,
    IReadOnlyList<PostingLineView> Lines
)
{
    public static PostingView Of(Posting it) =>
        new(
            it.Id,
            it.At,
            it.What,
            it.StorefrontId,
            it.ReturnId,
            it.RefundId,
            it.PartId,
            it.SettlementRowId,
            it.TraceId,
            [.. it.Lines.Select(x => new PostingLineView(x.Account, x.Currency, x.Amount))]
        );
}

/// <param name="Account">For example <c>refunds_payable</c>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Amount">Minor units; a debit is positive, a credit negative.</param>
internal sealed record PostingLineView(string Account, string Currency, long Amount);
