using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Refund.RefundFixture;
using RefundRow = AfterSalesMesh.Refund.Refunds.Refund;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>What left a payment past us after a refund of it was planned, and while a worker has it in hand.</summary>
public sealed class CapCheckTests(RefundFixture refunds) : IClassFixture<RefundFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_leased_part_is_not_submitted_when_its_payment_is_over_its_cap()
    {
        var payment = new Payment
        {
            StorefrontId = Shop,
            Reference = Paid(100).Reference,
            Method = "card",
            Currency = "EUR",
            Captured = 100,
            ChargedBack = 50,
        };
        var now = DateTimeOffset.UtcNow;
        var refund = new RefundRow
        {
            Id = Guid.NewGuid(),
            Position = Guid.CreateVersion7(now),
            ReturnId = Guid.NewGuid(),
            StorefrontId = Shop,
            OrderNumber = "1001",
            Round = 1,
            Amount = 80,
            Currency = "EUR",
            Status = RefundStatus.Planned,
            Request = new() { PaymentReferences = [payment.Reference] },
            CreatedAt = now,
            ChangedAt = now,
        };
        refund.AddPart(payment, 80, now);
        await refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
        {
            db.AddRange(payment, refund);
            db.Post(RefundPostings.Decided(refund, now));
            return db.SaveChangesAsync();
        });

        var failed = (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == refund.Id))[0];

        (failed.Reason, failed.Paid).ShouldBe(("cap_exceeded", 0));
        refunds.Provider.Submitted.ShouldNotContain(x => x.Payment == payment.Reference);
        (await PartAsync(refund.Id)).Attempts.ShouldBe(1);
        (await WhatsPostedAsync(refund.Id)).ShouldBe(["decided"]);
    }

    [Fact]
    public async Task A_corrected_payment_method_counts_for_the_refunds_planned_afterwards()
    {
        var payment = Paid(100, method: "gift_card");
        var order = $"A-{Guid.NewGuid():N}";
        var before = Of(30, payment) with { OrderNumber = order, PaymentsVersion = 1 };
        await refunds.Service.SendAsync(before);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == before.RefundId);

        var after = Of(20, payment with { Method = "store_credit" }) with
        {
            OrderNumber = order,
            PaymentsVersion = 2,
            Customer = $"c-{order}",
        };
        await refunds.Service.SendAsync(after);
        // Sent before the correction, and late.
        var late = Of(10, payment) with
        {
            OrderNumber = order,
            PaymentsVersion = 1,
            Customer = $"c-{order}",
        };
        (await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == after.RefundId))[0]
            .StoreCredit.ShouldBe(20);
        await refunds.Service.SendAsync(late);

        (await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == late.RefundId))[0]
            .StoreCredit.ShouldBe(10);
    }

    [Fact]
    public async Task A_planned_refund_fails_when_two_of_its_payments_are_over_their_caps_at_once()
    {
        var order = $"A-{Guid.NewGuid():N}";
        CapturedPayment[] before = [Paid(100), Paid(130)];
        // What was paid of the second payment keeps it over its cap.
        var paid = Of(30, before[1]) with
        {
            OrderNumber = order,
            Currency = "CHF",
            PaymentsVersion = 1,
        };
        await refunds.Service.SendAsync(paid);
        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == paid.RefundId);
        // It waits for approval, so no worker takes its parts.
        var waiting = Of(200, before) with
        {
            OrderNumber = order,
            Currency = "CHF",
            PaymentsVersion = 1,
        };
        await refunds.Service.DeliverAsync(waiting);
        var next = Of(10, [.. before.Select(x => x with { Captured = 20 })]) with
        {
            OrderNumber = order,
            Currency = "CHF",
            PaymentsVersion = 2,
        };

        await refunds.Service.DeliverAsync(next);

        var failed = (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == waiting.RefundId))[0];
        (failed.Reason, failed.Paid).ShouldBe(("cap_exceeded", 0));
        await refunds.Service.InDatabaseAsync<RefundDb, int>(async db =>
        {
            await BooksAgree.CapsCountPartsAsync(db);
            return 0;
        });
    }

    [Fact]
    public async Task A_part_that_was_tried_is_withheld_and_looked_up_until_none_can_be_on_its_way()
    {
        var payment = Paid(100, "-down");
        var refund = Of(80, payment);
        await refunds.Service.SendAsync(refund);
        await Eventually.IsTrueAsync(() => Submissions(payment) > 0, Bound, () => "It was never asked for.");

        await ChargeBackAsync(payment, 100);

        await Eventually.IsTrueAsync(
            async () => (await PartAsync(refund.RefundId)).WithheldSince is not null,
            Bound,
            () => "It is not withheld."
        );
        var asked = Submissions(payment);
        (await ExceptionsAsync(payment, "open")).ShouldHaveSingleItem()!["found"]!.GetValue<long>().ShouldBe(80);
        await ChangeAsync(refund, DateTimeOffset.UtcNow.AddMinutes(-50));
        await Eventually.IsTrueAsync(
            async () => (await PartAsync(refund.RefundId)).DueAt > DateTimeOffset.UtcNow,
            Bound,
            () => "It was not looked at."
        );
        (await PartAsync(refund.RefundId)).Status.ShouldBe("planned");
        await ChangeAsync(refund, DateTimeOffset.UtcNow.AddMinutes(-61));

        (await refunds.Service.HearAsync<RefundFailed>(x => x.RefundId == refund.RefundId))[0]
            .Reason.ShouldBe("cap_exceeded");
        Submissions(payment).ShouldBe(asked);
        (await ExceptionsAsync(payment, "open")).ShouldBeEmpty();
        (await ExceptionsAsync(payment, "cleared")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_part_that_the_provider_has_is_found_and_an_exception_shows_that_it_exceeded_the_cap()
    {
        var payment = Paid(100, "-silent");
        var refund = Of(80, payment);
        await refunds.Service.SendAsync(refund);
        await Eventually.IsTrueAsync(() => Submissions(payment) > 0, Bound, () => "It was never asked for.");

        await ChargeBackAsync(payment, 100);

        await refunds.Service.HearAsync<RefundSucceeded>(x => x.RefundId == refund.RefundId);
        var open = (await ExceptionsAsync(payment, "open")).ShouldHaveSingleItem()!;
        (open["kind"]!.ToString(), open["expected"]!.GetValue<long>(), open["found"]!.GetValue<long>()).ShouldBe(
            ("over_refunded", 0, 80)
        );
    }

    [Fact]
    public async Task A_look_up_from_before_a_request_does_not_fail_the_part_that_it_may_have_paid()
    {
        var payment = Paid(100, "-down");
        var refund = Of(80, payment);
        await refunds.Service.SendAsync(refund);
        await Eventually.IsTrueAsync(() => Submissions(payment) > 0, Bound, () => "It was never asked for.");
        await ChargeBackAsync(payment, 100);
        await Eventually.IsTrueAsync(
            async () => (await PartAsync(refund.RefundId)).WithheldSince is not null,
            Bound,
            () => "It is not withheld."
        );
        // Of one that was suspended since, and of one that has it in hand now.
        var looked = await LeaseAsync(refund, attempts: 2, DateTimeOffset.UtcNow.AddHours(-3));
        var inHand = await LeaseAsync(refund, attempts: 3, DateTimeOffset.UtcNow.AddHours(-2));
        var nowhere = new ProviderAnswer(ProviderOutcome.Withheld, "looked up") { CannotBeAtProvider = true };

        var afterLate = await WriteAsync(looked, nowhere);
        var afterOwn = await WriteAsync(inHand, nowhere);

        (afterLate.Status, afterOwn.Status, afterOwn.Failure).ShouldBe(("planned", "failed", "cap_exceeded"));
    }

    private Task<RefundPart> LeaseAsync(IssueRefund refund, int attempts, DateTimeOffset since) =>
        refunds.Service.InDatabaseAsync<RefundDb, RefundPart>(async db =>
        {
            var part = await db.RefundParts.SingleAsync(x => x.RefundId == refund.RefundId);
            // Nobody else takes it.
            (part.Attempts, part.WithheldSince, part.DueAt) = (
                attempts,
                since,
                DateTimeOffset.UtcNow.AddHours(attempts)
            );
            part.Version++;
            await db.SaveChangesAsync();
            return part;
        });

    private async Task<RefundPart> WriteAsync(RefundPart row, ProviderAnswer answer)
    {
        await refunds.Service.InScopeAsync(async scope =>
        {
            await scope.GetRequiredService<ProviderAnswerRecorder>().RecordAsync(row, answer, CancellationToken.None);
            return 0;
        });
        return await PartAsync(row.RefundId);
    }

    private int Submissions(CapturedPayment payment) =>
        refunds.Provider.Submitted.Count(x => x.Payment == payment.Reference);

    private Task<RefundPart> PartAsync(Guid refund) =>
        refunds.Service.InDatabaseAsync<RefundDb, RefundPart>(db =>
            db.RefundParts.AsNoTracking().SingleAsync(x => x.RefundId == refund)
        );

    /// <summary>It is due, and was withheld since then.</summary>
    private Task<int> ChangeAsync(IssueRefund refund, DateTimeOffset since) =>
        refunds.Service.InDatabaseAsync<RefundDb, int>(db =>
            db.WriteAsync(
                () =>
                    db
                        .RefundParts.Where(x => x.RefundId == refund.RefundId)
                        .ExecuteUpdateAsync(x =>
                            x.SetProperty(row => row.WithheldSince, since)
                                .SetProperty(row => row.DueAt, DateTimeOffset.UnixEpoch)
                                .SetProperty(row => row.Version, row => row.Version + 1)
                        ),
                CancellationToken.None
            )
        );

    private Task<List<string>> WhatsPostedAsync(Guid refund) =>
        refunds.Service.InDatabaseAsync<RefundDb, List<string>>(db =>
            db.Postings.Where(x => x.RefundId == refund).Select(x => x.What).ToListAsync()
        );

    private async Task ChargeBackAsync(CapturedPayment payment, long amount)
    {
        using var finance = refunds.Service.As("finance", Shop);
        var (status, body) = await finance.PostAdjustmentAsync(payment.Reference, "chargeback", amount);
        status.ShouldBe(HttpStatusCode.Created, body.ToJsonString());
    }

    private async Task<List<JsonNode?>> ExceptionsAsync(CapturedPayment payment, string status)
    {
        using var finance = refunds.Service.As("finance", Shop);
        var found = await finance.GetFromJsonAsync<JsonNode>(
            $"/v1/exceptions?kind=over_refunded&status={status}&limit=100"
        );
        return [.. found!["items"]!.AsArray().Where(x => x!["payment"]!.ToString() == payment.Reference)];
    }
}
