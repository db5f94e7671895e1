using System.Net;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.CreditNotes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
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
        await provider.StartAsync();
        await using var service = await OneService.StartAsync(
            new RefundService(),
            scope => scope.GetRequiredService<RefundDb>(),
            [typeof(RefundSucceeded)],
            settings: new Dictionary<string, string?>
            {
                ["Refund:Provider:Address"] = provider.Address,
                ["Refund:CreditNotes:Issuers:other"] = "Other Ltd",
            }
        );
        var refund = Of(10, Paid(10));
        await service.SendAsync(refund);
        await service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        using var finance = service.As("finance", Shop);

        var waiting = await finance.AskAsync($"/v1/refunds/{refund.RefundId}/credit-note");
        var configured = new CreditNoteSettings { Issuer = "Demo Ltd" };
        var written = await service.InDatabaseAsync<RefundDb, int>(db =>
            CreditNoteWriter.WriteAsync(db, DateTimeOffset.UtcNow, configured, CancellationToken.None)
        );

        waiting.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await waiting.Content.ReadAsStringAsync()).ShouldContain($"Refund:CreditNotes:Issuers:{Shop}");
        written.ShouldBe(1);
        var note = await finance.AskAsync($"/v1/refunds/{refund.RefundId}/credit-note").ShouldBeOkAsync();
        note["issuer"]!.ToString().ShouldBe("Demo Ltd");
    }
}
