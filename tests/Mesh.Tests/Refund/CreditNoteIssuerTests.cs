using System.Net;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.CreditNotes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.RefundFixture;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class CreditNoteIssuerTests
{
    [Fact]
    public async Task A_credit_note_waits_until_its_issuer_is_configured()
    {
        await using var provider = new StubProvider();
        await using var service = await WithoutIssuerAsync(provider);
        var refund = Of(10, Paid(10));
        await service.SendAsync(refund);
        await service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        using var finance = service.As("finance", Shop);

        var waiting = await finance.AskAsync($"/v1/refunds/{refund.RefundId}/credit-note");
        var configured = new CreditNoteSettings { Issuer = "Demo Ltd" };
        var written = await service.InDatabaseAsync<RefundDb, int>(db =>
            Writer(service, configured).WriteAsync(db, TimeProvider.System, CancellationToken.None)
        );

        waiting.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await waiting.Content.ReadAsStringAsync()).ShouldContain($"Refund:CreditNotes:Issuers:{Shop}");
        written.ShouldBe(1);
        var note = await finance.AskAsync($"/v1/refunds/{refund.RefundId}/credit-note").ShouldBeOkAsync();
        note["issuer"]!.ToString().ShouldBe("Demo Ltd");
    }

    [Fact]
    public async Task Notes_with_many_lines_and_those_of_other_storefronts_are_committed_one_after_the_other()
    {
        await using var provider = new StubProvider();
        await using var service = await WithoutIssuerAsync(provider);
        foreach (var (shop, lines) in new[] { (Shop, 1_100), (Shop, 1_100), (Shop, 1), ("shop-2", 1), ("shop-2", 1) })
        {
            var refund = Of(10, Paid(10)) with
            {
                StorefrontId = shop,
                Lines =
                [
                    .. Enumerable
                        .Range(0, lines)
                        .Select(x => new RefundedLine($"{x}", null, null, 1, x == 0 ? 10 : 0, 0, 0, 0, 0, 0, null)),
                ],
            };
            await service.SendAsync(refund);
            await service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        }
        List<string> commits = [];

        var written = await service.InDatabaseAsync<RefundDb, int>(db =>
        {
            db.SavingChanges += (_, _) =>
                commits.Add(
                    string.Join(' ', db.ChangeTracker.Entries<CreditNote>().Select(x => x.Entity.StorefrontId))
                );
            return Writer(service, new() { Issuer = "Demo Ltd" })
                .WriteAsync(db, TimeProvider.System, CancellationToken.None);
        });

        written.ShouldBe(5);
        commits.Order().ShouldBe([Shop, $"{Shop} {Shop}", "shop-2 shop-2"]);
    }

    /// <summary>A writer besides that of the service, with other settings.</summary>
    internal static CreditNoteWriter Writer(OneService service, CreditNoteSettings settings) =>
        new(service.Services, Options.Create(settings), NullLogger<CreditNoteWriter>.Instance);

    private static async Task<OneService> WithoutIssuerAsync(StubProvider provider)
    {
        await provider.StartAsync();
        return await OneService.StartAsync(
            new RefundService(),
            scope => scope.GetRequiredService<RefundDb>(),
            [typeof(RefundSucceeded)],
            settings: new Dictionary<string, string?>
            {
                ["Refund:Provider:Address"] = provider.Address,
                ["Refund:CreditNotes:Issuers:other"] = "Other Ltd",
            }
        );
    }
}
