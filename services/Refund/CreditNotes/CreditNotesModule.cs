using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Refund.CreditNotes;

/// <summary>Credit notes: the numbered documents of paid refunds.</summary>
internal sealed class CreditNotesModule : IModule
{
    public void AddServices(IHostApplicationBuilder builder)
    {
        Settings
            .Bind<CreditNoteSettings>(builder.Services, builder.Configuration.GetSection("Refund:CreditNotes"))
            .Validate(
                x => x.All.All(issuer => issuer.Length <= CreditNoteSettings.MaxIssuer && issuer.Trim().Length > 0),
                $"Refund:CreditNotes:Issuer and :Issuers:{{storefront}} must have 1 to {CreditNoteSettings.MaxIssuer} characters each."
            )
            .ValidateOnStart();
        builder.Services.AddHostedService<CreditNoteWriter>();
    }

    public IReadOnlyList<ICommitRule> CommitRules { get; } = [new OweCreditNoteOnCommit()];

    public void AddTables(ModelBuilder model, DatabaseFacade database)
    {
        model.Entity<CreditNote>(note =>
        {
            note.Property(x => x.OrderNumber).HasMaxLength(100);
            note.Property(x => x.InvoiceNumber).HasMaxLength(100);
            note.Property(x => x.Currency).HasMaxLength(3);
            note.Property(x => x.Issuer).HasMaxLength(CreditNoteSettings.MaxIssuer);
            note.Property(x => x.Lines).IsJson();
            note.HasIndex(x => new { x.RefundId, x.Ordinal }).IsUnique();
            note.HasIndex(x => new { x.StorefrontId, x.Serial }).IsUnique();
        });
        model.Entity<OwedCreditNote>().HasIndex(x => new { x.StorefrontId, x.Position });
        model.Entity<CreditNoteSeries>().HasKey(x => x.StorefrontId);
    }

    public void MapRoutes(IEndpointRouteBuilder routes) => GetCreditNote.Map(routes);
}
