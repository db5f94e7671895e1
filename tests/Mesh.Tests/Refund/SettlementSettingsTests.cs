using AfterSalesMesh.Refund.Reconciliation;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class SettlementSettingsTests
{
    [Theory]
    [InlineData("card,store_credit")]
    [InlineData("cash_on_delivery")]
    public void A_tender_that_no_provider_pays_cannot_be_settled_by_files(string tenders) =>
        Should
            .Throw<OptionsValidationException>(() => Settings(tenders))
            .Message.ShouldContain("Refund:Settlements:Tenders must not name store_credit or cash_on_delivery");

    [Fact]
    public void Any_other_tender_can_be_settled_by_files() =>
        Settings("card, gift_card").TenderWords.ShouldBe(["card", "gift_card"]);

    private static SettlementSettings Settings(string tenders)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["Refund:Settlements:Tenders"] = tenders }
        );
        builder.AddSettlements();
        using var services = builder.Services.BuildServiceProvider();
        return services.GetRequiredService<IOptions<SettlementSettings>>().Value;
    }
}
