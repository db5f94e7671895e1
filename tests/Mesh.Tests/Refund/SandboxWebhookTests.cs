using System.Net;
using System.Net.Http.Json;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.RefundFixture;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>The sandbox says that a refund has changed: a hint, after which it is looked up.</summary>
public sealed class SandboxWebhookTests(RefundFixture refunds) : IClassFixture<RefundFixture>, IAsyncLifetime
{
    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_refund_that_came_back_is_reversed_when_the_sandbox_says_so()
    {
        var refund = await SucceededAsync();
        refunds.Provider.Reverse(refund.Payments[0].Reference);

        (await HookAsync(new { reference = PartOf(refund) })).ShouldBe(HttpStatusCode.OK);

        var reversed = (await refunds.Service.HearAsync<RefundReversed>(x => x.RefundId == refund.RefundId))[0];
        (reversed.Reversed, reversed.Paid).ShouldBe((10, 0));
    }

    [Fact]
    public async Task A_false_webhook_causes_a_look_up_and_changes_nothing()
    {
        var refund = await SucceededAsync();

        (await HookAsync(new { reference = PartOf(refund) })).ShouldBe(HttpStatusCode.OK);
        (await HookAsync(new { reference = Guid.NewGuid() })).ShouldBe(HttpStatusCode.OK);
        (await HookAsync(new { reference = "what" })).ShouldBe(HttpStatusCode.BadRequest);

        await AfterSalesMesh.Parts.Eventually.IsTrueAsync(
            async () => (await PartAsync(refund)) is { DueAt: null, Status: RefundStatus.Succeeded, Attempts: 2 },
            TimeSpan.FromSeconds(30)
        );
    }

    [Fact]
    public async Task A_webhook_that_comes_before_the_first_answer_is_not_lost()
    {
        var (waits, asked) = (Planned(attempts: 0), Planned(attempts: 1));
        var row = asked.Parts[0];
        // Before its lease ends, and so late that no worker takes it in hand while the test looks.
        var heard = row.DueAt!.Value.AddMinutes(-30);

        var (woken, part) = await refunds.Service.InScopeAsync(async scope =>
        {
            var db = scope.GetRequiredService<RefundDb>();
            db.Refunds.AddRange(waits, asked);
            await db.SaveChangesAsync();
            db.ChangeTracker.Clear();
            var hints = (
                await RefundHint.MakeDueAsync(db, x => x.RefundId == waits.Id, heard, CancellationToken.None),
                await RefundHint.MakeDueAsync(db, x => x.RefundId == asked.Id, heard, CancellationToken.None)
            );
            var first = new ProviderAnswer(ProviderOutcome.Succeeded, "first", "re_1");
            await scope.GetRequiredService<ProviderAnswerRecorder>().RecordAsync(row, first, CancellationToken.None);
            return (hints, await db.RefundParts.AsNoTracking().SingleAsync(x => x.Id == row.Id));
        });

        woken.ShouldBe((0, 1));
        part.Status.ShouldBe(RefundStatus.Succeeded);
        part.DueAt.ShouldBe(heard);
    }

    [Fact]
    public async Task Where_another_provider_pays_there_is_no_such_webhook()
    {
        await using var service = await OneService.StartAsync(
            new RefundService(),
            scope => (RefundDb)scope.GetService(typeof(RefundDb))!,
            [],
            settings: new Dictionary<string, string?>
            {
                ["Refund:Provider:Kind"] = "stripe",
                ["Refund:Provider:Key"] = StubStripe.Key,
            }
        );

        (await HookAsync(new { reference = Guid.NewGuid() }, service)).ShouldBe(HttpStatusCode.NotFound);
    }

    private async Task<IssueRefund> SucceededAsync()
    {
        var refund = Of(10, Paid(10));
        await refunds.Service.SendAsync(refund);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        return refund;
    }

    private static Guid PartOf(IssueRefund refund) => RefundPart.IdOf(refund.RefundId, refund.Payments[0].Reference);

    private Task<RefundPart> PartAsync(IssueRefund refund) =>
        refunds.Service.InDatabaseAsync<RefundDb, RefundPart>(db =>
            db.RefundParts.SingleAsync(x => x.RefundId == refund.RefundId)
        );

    private async Task<HttpStatusCode> HookAsync(object told, OneService? service = null)
    {
        using var http = new HttpClient { BaseAddress = new Uri((service ?? refunds.Service).Address) };
        using var answer = await http.PostAsJsonAsync("/v1/webhooks/sandbox", told);
        return answer.StatusCode;
    }

    private static AfterSalesMesh.Refund.Refunds.Refund Planned(int attempts)
    {
        var id = Guid.NewGuid();
        var part = new RefundPart
        {
            Id = Guid.NewGuid(),
            RefundId = id,
            StorefrontId = Shop,
            PaymentReference = $"pay_{id:N}",
            Tender = "card",
            Amount = 1,
            Currency = "EUR",
            Attempts = attempts,
            DueAt = DateTimeOffset.UtcNow.AddHours(1),
        };
        return new()
        {
            Id = id,
            Position = Guid.CreateVersion7(),
            StorefrontId = Shop,
            OrderNumber = "1001",
            Amount = 1,
            Currency = "EUR",
            Status = RefundStatus.Planned,
            Request = new() { PaymentReferences = [] },
            Parts = [part],
        };
    }
}
