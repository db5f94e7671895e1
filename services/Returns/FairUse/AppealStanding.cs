using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.FairUse;

/// <summary><c>POST /v1/customers/{reference}/standing/appeal</c>: a customer appeals against their standing.</summary>
internal static class AppealStanding
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/v1/customers/{reference}/standing/appeal", HandleAsync)
            .RequireRoles(Roles.Storefront, Roles.Agent)
            .Writes<ReturnsDb>()
            .WithSummary("Appeal against a customer's standing: a person reviews it")
            .WithDescription(
                "The appeal is listed at the review desk until an agent answers it. One that nobody answers in time is granted or not, as the policy's "
                    + "`clocks.agentDefault` says. While an appeal is open, a repeated call returns it (200)."
            )
            .Produces<AppealResponse>(StatusCodes.Status201Created)
            .Produces<AppealResponse>()
            .Problems(StatusCodes.Status404NotFound, "not_found");

    private static async Task<IResult> HandleAsync(
        string reference,
        AppealRequest request,
        Caller caller,
        ReturnsDb db,
        CustomerPast past,
        TimeProvider time,
        CancellationToken cancellation,
        string? storefrontId = null
    )
    {
        if (caller.ResolveStorefront(storefrontId, out var storefront) is { } refused)
        {
            return refused;
        }
        var checks = new Checks();
        checks.OptionalLines(request.Text, "text", 2000);
        if (checks.Failed)
        {
            return checks.ToProblem();
        }
        var now = time.GetUtcNow();
        if (await past.PolicyOfAsync(storefront, reference, now, cancellation) is not var (document, timeZone))
        {
            return Problem.NotFound("customer");
        }
        var open = await db.Appeals.FirstOrDefaultAsync(
            x => x.StorefrontId == storefront && x.Customer == reference && x.AnswerBy != null,
            cancellation
        );
        if (open is not null)
        {
            return TypedResults.Ok(AppealResponse.Of(open));
        }
        var standing = await CustomerStanding.OfAsync(db, storefront, reference, document.Standing, now, cancellation);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        var appeal = new Appeal
        {
            Id = Guid.CreateVersion7(now),
            StorefrontId = storefront,
            Customer = reference,
            Text = request.Text,
            At = now,
            Standing = standing,
            Signals = await past.SignalsOfAsync(
                storefront,
                reference,
                standing,
                document.Standing.Signals,
                cancellation
            ),
            Recent = await past.RecentOfAsync(storefront, reference, cancellation),
        };
        // The last rule has no conditions.
        appeal.Open(document.Clocks[^1].Then, zone);
        db.Add(appeal);
        return TypedResults.Created(
            $"/v1/customers/{Uri.EscapeDataString(reference)}/standing",
            AppealResponse.Of(appeal)
        );
    }
}

/// <param name="Text">The customer's text, at most 2,000 characters.</param>
internal sealed record AppealRequest(string? Text = null);
