using AfterSalesMesh.Returns.Bulk;
using AfterSalesMesh.Returns.Evidence;
using AfterSalesMesh.Returns.FairUse;
using AfterSalesMesh.Returns.Messages;
using AfterSalesMesh.Returns.Operations;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Requests;
using AfterSalesMesh.Returns.Reviews;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.Returns.Storefronts;
using AfterSalesMesh.Returns.WhatIf;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Returns;

/// <summary>Orders, the policy, requests and quotes, and the saga that coordinates a return end to end.</summary>
public sealed class ReturnsService : IMeshService
{
    internal static IReadOnlyList<IModule> Rooms { get; } =
    [
        new StorefrontsModule(),
        new PolicyModule(),
        new OrdersModule(),
        new FairUseModule(),
        new RequestsModule(),
        new ReviewsModule(),
        new WhatIfModule(),
        new BulkModule(),
        new EvidenceModule(),
        new SagaModule(TakenPieces.LoadAsync),
        new MessagesModule(),
        new OperationsModule(),
    ];

    public string Name => "returns";

    public IReadOnlyList<IModule> Modules => Rooms;

    public void AddServices(IHostApplicationBuilder builder) =>
        builder.AddStorage<ReturnsDb, ReturnsSqlite, ReturnsPostgres, ReturnsSqlServer>(Name);
}
