using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.Refund.Tenders.BankTransfer;
using AfterSalesMesh.Refund.Tenders.Sandbox;
using AfterSalesMesh.Refund.Tenders.StoreCredit;
using AfterSalesMesh.Refund.Tenders.Stripe;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Refund.Tenders;

/// <summary>Tenders: the ways in which money goes back, each in a folder of its own.</summary>
internal sealed class TendersModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder)
    {
        builder.AddPaymentProvider();
        Settings
            .Bind<StoreCreditSettings>(builder.Services, builder.Configuration.GetSection("Refund:StoreCredit"))
            .Validate(
                x =>
                    x.ValidDaysOf.Values.Append(x.ValidDays)
                        .All(days => days is >= 1 and <= StoreCreditSettings.MaxDays),
                $"Refund:StoreCredit:ValidDays and :ValidDaysOf:{{storefront}} must be from 1 to {StoreCreditSettings.MaxDays}."
            )
            .ValidateOnStart();
        builder.Services.AddKeyedScoped<IPaymentProvider, StoreCreditProvider>(Tender.StoreCredit);
        builder.Services.AddHostedService<ExpireStoreCredit>();
        builder.Services.AddKeyedScoped<IPaymentProvider, PayoutProvider>(Tender.CashOnDelivery);
    }

    public void AddTables(ModelBuilder model, DatabaseFacade database)
    {
        model.Entity<StoreCreditGrant>(grant =>
        {
            grant.Property(x => x.Customer).HasMaxLength(StoreCreditGrant.MaxCustomer);
            grant.Property(x => x.Currency).HasMaxLength(3);
            // Indexes only grants with an amount left, which can be spent or must expire.
            var isLeft = database.IsSqlServer() ? "[Left] > 0" : "\"Left\" > 0";
            grant
                .HasIndex(x => new
                {
                    x.StorefrontId,
                    x.Customer,
                    x.ExpiresAt,
                })
                .HasFilter(isLeft);
            grant.HasIndex(x => x.ExpiresAt).HasFilter(isLeft);
        });
        model.Entity<StoreCreditSpend>(spend =>
        {
            spend.Property(x => x.Customer).HasMaxLength(StoreCreditGrant.MaxCustomer);
            spend.Property(x => x.Currency).HasMaxLength(3);
            spend.Property(x => x.Reference).HasMaxLength(StoreCreditSpend.MaxReference);
            spend.HasIndex(x => new { x.StorefrontId, x.Reference }).IsUnique();
        });
        model.Entity<StoreCreditMovement>(entry =>
        {
            entry.Property(x => x.Customer).HasMaxLength(StoreCreditGrant.MaxCustomer);
            entry.Property(x => x.Currency).HasMaxLength(3);
            entry.Property(x => x.What).HasMaxLength(16);
            entry.HasIndex(x => new
            {
                x.StorefrontId,
                x.Customer,
                x.Id,
            });
            entry.HasIndex(x => x.SpendId);
        });
        model.Entity<Payout>(payout =>
        {
            payout.Property(x => x.OrderNumber).HasMaxLength(100);
            payout.Property(x => x.Currency).HasMaxLength(3);
            payout.Property(x => x.Status).HasMaxLength(16);
            payout.Property(x => x.Reference).HasMaxLength(Payout.MaxReference);
            payout.Property(x => x.Reason).HasMaxLength(Payout.MaxReason);
            payout.Property(x => x.ToldBy).HasMaxLength(100);
            payout.Property(x => x.ToldByName).HasMaxLength(200);
            payout.HasIndex(x => x.RefundId);
            payout.HasIndex(x => new { x.Status, x.Position });
        });
        model.Entity<BankAccount>(account =>
        {
            account.HasKey(x => x.RefundId);
            account.Property(x => x.Holder).HasMaxLength(BankAccount.MaxHolder);
            account.Property(x => x.Iban).HasMaxLength(BankAccount.MaxNumber);
            account.Property(x => x.AccountNumber).HasMaxLength(BankAccount.MaxNumber);
            account.Property(x => x.BankCode).HasMaxLength(BankAccount.MaxNumber);
        });
    }

    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        GetStoreCredit.Map(routes);
        SpendStoreCredit.Map(routes);
        GiveBackStoreCredit.Map(routes);
        PutBankAccount.Map(routes);
        EraseBankAccount.Map(routes);
        GetPayouts.Map(routes);
        ExportPayouts.Map(routes);
        ReportPayout.Map(routes);
        ReceiveStripeEvent.Map(routes);
        ReceiveSandboxEvent.Map(routes);
    }
}
