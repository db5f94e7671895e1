using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Messaging;
using AfterSalesMesh.ServiceDefaults.Storage;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace AfterSalesMesh.Refund.Refunds;

/// <summary>Refunds: planned within the caps, approved, submitted to a provider, listed, and reported when they are reversed.</summary>
internal sealed class RefundsModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder)
    {
        Settings
            .Bind<ApprovalSettings>(builder.Services, builder.Configuration.GetSection("Refund"))
            .Validate(
                x => x.ApproveAbove.All(limit => limit.Key.Length == 3 && limit.Value >= 0),
                "Refund:ApproveAbove:{currency} must be minor units, 0 or more, of a currency of ISO 4217."
            )
            .ValidateOnStart();
        builder.Services.AddScoped<ProviderAnswerRecorder>();
        builder.Services.AddScoped<OverCapParts>();
        builder.Services.AddHostedService<RefundWorker>();
        builder.Services.AddHostedService<PromiseWatch>();
        builder.Services.AddHostedService<ReversalNotifier>();
    }

    public void AddTables(ModelBuilder model, DatabaseFacade database)
    {
        model.Entity<Refund>(refund =>
        {
            refund.ToTable("Refunds");
            refund.Property(x => x.RmaNumber).HasMaxLength(100);
            refund.Property(x => x.OrderNumber).HasMaxLength(100);
            refund.Property(x => x.InvoiceNumber).HasMaxLength(100);
            refund.Property(x => x.Currency).HasMaxLength(3);
            refund.Property(x => x.Status).HasMaxLength(16);
            refund.Property(x => x.Reason).HasMaxLength(32);
            // Written only by ExecuteUpdate, so that a worker that saves an older row does not reset it.
            refund.Property(x => x.PromiseWarnings).Metadata.SetAfterSaveBehavior(PropertySaveBehavior.Ignore);
            refund.Property(x => x.DecidedBy).HasMaxLength(100);
            refund.Property(x => x.Customer).HasMaxLength(Refund.MaxCustomer);
            refund.Property(x => x.WaitingFor).HasMaxLength(16);
            refund.HasOne(x => x.Request).WithOne().HasForeignKey<RefundRequest>(x => x.Id);
            refund.Navigation(x => x.Request).IsRequired();
            refund.HasMany(x => x.Parts).WithOne().HasForeignKey(x => x.RefundId);
            refund.HasMany(x => x.Reviews).WithOne().HasForeignKey(x => x.RefundId);
            refund.HasIndex(x => x.Position).IsUnique();
            refund.HasIndex(x => new { x.Status, x.Position });
            refund.HasIndex(x => new { x.ReturnId, x.Position });
            refund.HasIndex(x => new { x.StorefrontId, x.OrderNumber });
            refund.HasIndex(x => new { x.Status, x.PromisedBy });
            refund.HasIndex(x => new { x.WaitingFor, x.Position });
            refund.HasIndex(x => x.DueAt);
        });
        model.Entity<RefundRequest>(request =>
        {
            request.ToTable("Refunds");
            request.Property(x => x.PaymentReferences).IsJson();
            request.Property(x => x.Lines).IsJson();
        });
        model.Entity<RefundReview>(review =>
        {
            review.ToTable("RefundReviews");
            review.Property(x => x.What).HasMaxLength(16);
            review.Property(x => x.By).HasMaxLength(100);
            review.Property(x => x.ByName).HasMaxLength(200);
            review.Property(x => x.Note).HasMaxLength(RefundReview.MaxNote);
        });
        model.Entity<RefundPart>(part =>
        {
            part.Property(x => x.RmaNumber).HasMaxLength(100);
            part.Property(x => x.PaymentReference).HasMaxLength(Payment.MaxReference);
            part.Property(x => x.Tender).HasMaxLength(Payment.MaxMethod);
            part.Property(x => x.Currency).HasMaxLength(3);
            part.Property(x => x.Status).HasMaxLength(16);
            part.Property(x => x.Failure).HasMaxLength(32);
            part.Property(x => x.ProviderId).HasMaxLength(200);
            // A lease increments it without a new version: cancelling a part that was never submitted must conflict with a lease.
            part.Property(x => x.Attempts).IsConcurrencyToken();
            part.HasIndex(x => x.DueAt);
            part.HasIndex(x => x.ProviderId);
            part.HasIndex(x => new { x.StorefrontId, x.PaymentReference });
        });
    }

    public void AddConsumers(IBusRegistrationConfigurator bus)
    {
        bus.AddDurableConsumer<IssueRefundConsumer, RefundDb>(CommandAddress.EndpointOf<IssueRefund>());
        bus.AddDurableConsumer<AcknowledgeReversalConsumer, RefundDb>(CommandAddress.EndpointOf<AcknowledgeReversal>());
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        GetRefunds.Map(routes);
        GetDueRefunds.Map(routes);
        ApproveRefund.Map(routes);
        RefuseRefund.Map(routes);
        PayAgain.Map(routes);
    }
}
