using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Messaging;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>Payments: their owners, their caps, and the adjustments that change a cap.</summary>
internal sealed class PaymentsModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder) =>
        builder
            .Services.AddScoped<PaymentOwnership>()
            .AddScoped<DisputeRecorder>()
            .AddScoped<Adjustments>()
            .AddScoped<OwnerChange>()
            .AddScoped<OrderPayments>();

    public IReadOnlyList<ICommitRule> CommitRules { get; } = [new OverRefundDetector()];

    public void AddConsumers(IBusRegistrationConfigurator bus) =>
        bus.AddDurableConsumer<NamePaymentOwnerConsumer, RefundDb>(CommandAddress.EndpointOf<NamePaymentOwner>());

    public void AddTables(ModelBuilder model, DatabaseFacade database) => model.AddPayments();
}
