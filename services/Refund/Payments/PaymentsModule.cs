using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Refund.Payments;

/// <summary>Payments: whose they are, what may still go back to them, and what left them by other means.</summary>
internal sealed class PaymentsModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder) =>
        builder
            .Services.AddScoped<PaymentOwnership>()
            .AddScoped<AdjustmentRecorder>()
            .AddScoped<DisputeRecorder>()
            .AddScoped<Adjustments>()
            .AddScoped<OrderPayments>()
            .AddScoped<AssignPayment>()
            .AddScoped<ReceiveDispute>();

    // Behind the credit notes' rule, which has looked for what has changed.
    public IReadOnlyList<ICommitRule> CommitRules { get; } = [new OverRefundDetector()];

    public void AddTables(ModelBuilder model, DatabaseFacade database) => model.AddPayments();

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        PostAdjustment.Map(routes);
        AssignPayment.Map(routes);
    }
}
