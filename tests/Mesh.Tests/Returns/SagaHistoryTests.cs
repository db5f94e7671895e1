using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Requests;
using AfterSalesMesh.Returns.Saga;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>
/// Random histories on the saga's tables alone: parcels, verdicts, refunds, people and deadlines in any order, with messages that
/// are lost, doubled and overtaken.
/// </summary>
public sealed class SagaHistoryTests
{
    [Fact]
    public void No_order_of_events_loses_anything_or_gives_anything_twice() =>
        Cases.Each(random => new SagaHistory(random).Run());
}
