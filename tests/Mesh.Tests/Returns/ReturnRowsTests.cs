using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.DurableMessaging.Sagas;
using AfterSalesMesh.Mesh.Tests.Storage;
using AfterSalesMesh.Returns;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Saga;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

public sealed class ReturnRowsTests
{
    private static readonly DateTimeOffset At = SagaWorld.Requested;
    private static readonly Guid Id = Guid.CreateVersion7();

    public static TheoryData<object, bool> Messages =>
        new()
        {
            { new RefundSubmitted(Id, "demo", Id, 1, 1, "EUR", At), false },
            { new RefundSucceeded(Id, "demo", Id, 1, 1, "EUR", At), false },
            { new RefundFailed(Id, "demo", Id, 1, 1, "EUR", "declined", At), false },
            { new RefundReversed(Id, "demo", Id, 1, 1, 0, "EUR", At), false },
            { new ReceiptOpened(Id, "demo", Id, At), false },
            { new ParcelInTransit(Id, "demo", Id, null, At), false },
            { new SagaIsDue(Id, At, At), false },
            { new ReceiptClosed(Id, "demo", 1, Id, [], [], true, At), true },
            { new ParcelNotSeen(Id, "demo", 1), true },
            { new InspectionCompleted(Id, "demo", Id, 1, [], At), true },
            { new UnitsNotJudged(Id, "demo", Id, 1), true },
        };

    [Theory, MemberData(nameof(Messages), DisableDiscoveryEnumeration = true)]
    public async Task A_message_loads_the_goods_only_where_it_needs_them_and_with_one_query(object message, bool goods)
    {
        var recorder = new Recorder();
        using var db = (ReturnsDb)Databases.Open("ReturnsPostgres", x => x.AddInterceptors(recorder));

        await db.FindForAsync(Id, message, TakenPieces.LoadAsync, TestContext.Current.CancellationToken);

        recorder.Said.ShouldHaveSingleItem().Contains("ReturnGoods", StringComparison.Ordinal).ShouldBe(goods);
    }

    [Fact]
    public void A_nudge_loads_the_goods_only_when_it_repeats_a_command_that_names_them()
    {
        var it = SagaWorld.OfTwo();
        it.Approve();
        it.Handle(it.Closed(1, units: 2));
        it.Handle(it.Verdict());
        it.Handle(it.Succeeded());
        ReturnWaits.NeedsGoods(it.Saga, it.Now.AddDays(1)).ShouldBeFalse("only messages are pending");

        it.Handle(it.Reversed(500));
        ReturnWaits.NeedsGoods(it.Saga, it.Now.AddDays(1)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_piece_is_reserved_by_one_return_and_given_once_whatever_the_code_does()
    {
        await using var service = await OneService.StartAsync(
            new ReturnsService(),
            scope => scope.GetRequiredService<ReturnsDb>(),
            []
        );
        var order = Returns.Orders.Of(0, Returns.Orders.Line("a", 1, 1000));
        var first = SagaWorld.Request(order, ("a", 1));
        await SaveAsync(service, first);
        await Should.ThrowAsync<DbUpdateException>(() => SaveAsync(service, SagaWorld.Request(order, ("a", 1))));

        await ChangeAsync(service, first, new(new("a"), 0, first.CorrelationId, first.CorrelationId, Given: 1000));

        foreach (
            var wrong in new[]
            {
                new PieceChange(new("a"), 0, first.CorrelationId, first.CorrelationId, Given: 1000),
                new PieceChange(new("a"), 0, Was: null, Guid.NewGuid()),
            }
        )
        {
            await Should.ThrowAsync<DbUpdateConcurrencyException>(() => ChangeAsync(service, first, wrong));
        }
        var piece = await service.InDatabaseAsync<ReturnsDb, SoldUnit>(db => db.SoldUnits.SingleAsync());
        (piece.Paid, piece.Given, piece.ReservedBy).ShouldBe((1000, 1000, first.CorrelationId));
        piece.WarrantyUntil.ShouldNotBeNull().ShouldBeGreaterThan(Returns.Orders.Delivered.AddMonths(11));
    }

    [Fact]
    public async Task Goods_that_were_read_before_another_commit_do_not_overwrite_its_goods()
    {
        await using var service = await OneService.StartAsync(
            new ReturnsService(),
            scope => scope.GetRequiredService<ReturnsDb>(),
            []
        );
        var it = SagaWorld.Request(Returns.Orders.Of(0, Returns.Orders.Line("a", 1, 1000)), ("a", 1));
        await SaveAsync(service, it);
        var late = new UnassignedUnit(Guid.NewGuid(), "a", "SKU-a", AttentionReasons.LateParcel);

        await Should.ThrowAsync<DbUpdateConcurrencyException>(() =>
            SetUnassignedAsync([], meanwhile: () => SetUnassignedAsync([late]))
        );

        var goods = await service.InDatabaseAsync<ReturnsDb, ReturnGoods>(async db => (await FindAsync(db)).Goods);
        goods.Unassigned.ShouldBe([late]);

        // Of the return's own row, nothing changes.
        Task<int> SetUnassignedAsync(UnassignedUnit[] units, Func<Task<int>>? meanwhile = null) =>
            service.InDatabaseAsync<ReturnsDb, int>(async db =>
            {
                var found = await FindAsync(db);
                await (meanwhile?.Invoke() ?? Task.FromResult(0));
                found.Goods.Unassigned = units;
                return await db.SaveChangesAsync(TestContext.Current.CancellationToken);
            });

        async Task<Return> FindAsync(ReturnsDb db) =>
            (
                await db.FindWithGoodsAsync(
                    it.CorrelationId,
                    QueryTrackingBehavior.TrackAll,
                    TestContext.Current.CancellationToken
                )
            )!;
    }

    private static Task<int> SaveAsync(OneService service, Return added) =>
        service.InDatabaseAsync<ReturnsDb, int>(db =>
        {
            db.Add(added);
            return db.SaveChangesAsync(TestContext.Current.CancellationToken);
        });

    private static Task<int> ChangeAsync(OneService service, Return saga, PieceChange change) =>
        service.InDatabaseAsync<ReturnsDb, int>(async db =>
        {
            var stored = await db.Returns.SingleAsync(x => x.CorrelationId == saga.CorrelationId);
            stored.PieceChanges.Add(change);
            return await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        });
}
