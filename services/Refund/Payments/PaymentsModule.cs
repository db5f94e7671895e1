using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults;
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

    public void AddTables(ModelBuilder model, DatabaseFacade database) => model.AddPayments();
}
