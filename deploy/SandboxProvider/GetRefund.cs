using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.SandboxProvider;

/// <summary><c>GET /v1/refunds/{reference}</c>: a refund and its status, by the merchant's reference.</summary>
internal static class GetRefund
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(
            "/v1/refunds/{reference}",
            async (string reference, SandboxDb db, CancellationToken cancellation) =>
                await db.Refunds.AsNoTracking().FirstOrDefaultAsync(x => x.Reference == reference, cancellation)
                    is { } refund
                    ? Results.Ok(refund)
                    : Results.NotFound()
        );
        routes.MapGet(
            "/v1/refunds",
            async (string payment, SandboxDb db, CancellationToken cancellation) =>
                await db.Refunds.AsNoTracking().Where(x => x.Payment == payment).ToListAsync(cancellation)
        );
    }
}
