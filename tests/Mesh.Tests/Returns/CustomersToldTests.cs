using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Returns;
using AfterSalesMesh.Returns.Saga;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

public sealed class CustomersToldTests
{
    [Fact]
    public async Task A_group_reaches_each_of_its_returns_and_what_no_return_knows_fails_alone()
    {
        await using var service = await OneService.StartAsync(
            new ReturnsService(),
            scope => scope.GetRequiredService<ReturnsDb>(),
            [typeof(Fault<CustomersTold>), typeof(ExpectParcel), typeof(TellCustomer)]
        );
        var (one, other) = (await AddAsync(service), await AddAsync(service));
        var unknown = new CustomerTold(Guid.NewGuid(), "demo", Guid.NewGuid(), "approved", "sent", one.Now);

        var unknownAppeal = unknown with { ReturnId = null };

        await service
            .Services.GetRequiredService<IBus>()
            .Publish(
                CustomersTold.Of([Told(one), unknown, unknownAppeal, Told(other)]),
                TestContext.Current.CancellationToken
            );

        await Eventually.IsTrueAsync(
            () =>
                service.InDatabaseAsync<ReturnsDb, bool>(async db =>
                    (await db.Returns.ToListAsync()).TrueForAll(x => x.PendingMessages.Count == 0)
                ),
            TimeSpan.FromSeconds(30)
        );
        var faults = await service.HearAsync<Fault<CustomersTold>>(_ => true, times: 2);
        faults
            .ConvertAll(x => x.Message.Messages.ShouldHaveSingleItem())
            .ShouldBe([unknown, unknownAppeal], ignoreOrder: true);
    }

    private static CustomerTold Told(SagaWorld it) => it.ToldOf(it.Saga.PendingMessages[0]);

    private static async Task<SagaWorld> AddAsync(OneService service)
    {
        var it = SagaWorld.OfTwo();
        it.Approve();
        await service.InDatabaseAsync<ReturnsDb, int>(db =>
        {
            db.Add(it.Saga);
            return db.SaveChangesAsync(TestContext.Current.CancellationToken);
        });
        return it;
    }
}
