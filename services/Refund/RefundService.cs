using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Refund.Adjusting;
using AfterSalesMesh.Refund.Approving;
using AfterSalesMesh.Refund.Collecting;
using AfterSalesMesh.Refund.CreditNotes;
using AfterSalesMesh.Refund.Deadlines;
using AfterSalesMesh.Refund.Issuing;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Listing;
using AfterSalesMesh.Refund.Payouts;
using AfterSalesMesh.Refund.Providers;
using AfterSalesMesh.Refund.Reversing;
using AfterSalesMesh.Refund.Settlements;
using AfterSalesMesh.Refund.StoreCredits;
using AfterSalesMesh.Refund.Submitting;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Messaging;
using AfterSalesMesh.ServiceDefaults.Storage;
using MassTransit;

namespace AfterSalesMesh.Refund;

/// <summary>Guards the caps and moves the money.</summary>
public sealed class RefundService : IMeshService
{
    public string Name => "refund";

    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.AddStorage<RefundDb, RefundSqlite, RefundPostgres, RefundSqlServer>(Name);
        builder.AddApproval();
        builder.Services.AddScoped<TakeAnswer>();
        builder.Services.AddScoped<Owning>();
        builder.Services.AddScoped<Entering>();
        builder.Services.AddScoped<Disputes>();
        builder.Services.AddScoped<Adjustments>();
        builder.Services.AddScoped<Hearing>();
        builder.AddPaymentProvider();
        builder.Services.AddScoped<EnterDispute>();
        builder.Services.AddHostedService<RefundWorker>();
        builder.AddSettlements();
        builder.AddStoreCredit();
        builder.AddPayouts();
        builder.AddCollecting();
        Settings
            .Bind<CreditNoteSettings>(builder.Services, builder.Configuration.GetSection("Refund:CreditNotes"))
            .Validate(
                x => x.Issuers.Values.All(issuer => issuer.Length <= CreditNoteSettings.MaxIssuer),
                $"Refund:CreditNotes:Issuers may have {CreditNoteSettings.MaxIssuer} characters each."
            )
            .ValidateOnStart();
        builder.Services.AddHostedService<WriteCreditNotes>();
        builder.Services.AddHostedService<DeadlineWatch>();
        builder.Services.AddHostedService<TellReversals>();
    }

    public void AddConsumers(IBusRegistrationConfigurator bus)
    {
        bus.AddDurableConsumer<IssueRefundConsumer, RefundDb>(CommandAddress.EndpointOf<IssueRefund>());
        bus.AddDurableConsumer<CollectPaymentConsumer, RefundDb>(CommandAddress.EndpointOf<CollectPayment>());
        bus.AddDurableConsumer<AcknowledgeReversalConsumer, RefundDb>(CommandAddress.EndpointOf<AcknowledgeReversal>());
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        GetRefunds.Map(routes);
        GetDueRefunds.Map(routes);
        GetCreditNote.Map(routes);
        ApproveRefund.Map(routes);
        RefuseRefund.Map(routes);
        PayAgain.Map(routes);
        PostAdjustment.Map(routes);
        GetAccounts.Map(routes);
        GetPostings.Map(routes);
        GetCollections.Map(routes);
        routes.MapSettlements();
        routes.MapStoreCredit();
        routes.MapPayouts();
        ReceiveStripeEvent.Map(routes);
        ReceiveSandboxEvent.Map(routes);
    }
}
