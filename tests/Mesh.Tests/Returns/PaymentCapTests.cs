using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Returns;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>What Refund publishes of a payment's cap, in any order.</summary>
public sealed class PaymentCapTests(ReturnsFixture returns) : IClassFixture<ReturnsFixture>
{
    private readonly string _payment = $"pay-{Guid.NewGuid():N}";

    [Fact]
    public async Task Of_two_snapshots_the_one_with_the_higher_revision_counts()
    {
        await returns.PublishAsync(Of(_payment, 40, revision: 2));
        await UntilAsync(_payment, 40);
        await returns.PublishAsync(Of(_payment, 10, revision: 1));
        await returns.PublishAsync(Of(_payment, 45, revision: 3));

        await UntilAsync(_payment, 45);
    }

    [Fact]
    public async Task The_same_reference_of_another_storefront_has_its_own_cap()
    {
        await returns.PublishAsync(Of(_payment, 40, revision: 5) with { StorefrontId = "other" });
        await returns.PublishAsync(Of(_payment, 10, revision: 1));

        await UntilAsync(_payment, 10);
    }

    private static PaymentCapChanged Of(string payment, long reduction, int revision) =>
        new("demo", payment, reduction, "EUR", revision, ReturnsFixture.Now);

    private Task UntilAsync(string payment, long reduction) =>
        Eventually.IsTrueAsync(
            () =>
                returns.Service.InDatabaseAsync(
                    (ReturnsDb db) =>
                        db.PaymentCaps.AnyAsync(x =>
                            x.StorefrontId == "demo" && x.Payment == payment && x.Reduction == reduction
                        )
                ),
            TimeSpan.FromSeconds(60)
        );
}
