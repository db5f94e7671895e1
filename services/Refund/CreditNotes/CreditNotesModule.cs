using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace AfterSalesMesh.Refund.CreditNotes;

/// <summary>Credit notes: each payment to a customer gets a numbered document.</summary>
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

    public IReadOnlyList<ICommitRule> CommitRules { get; } = [new CreditNoteRule()];

    public void AddTables(ModelBuilder model, DatabaseFacade database) => model.AddCreditNotes();

    public void MapRoutes(IEndpointRouteBuilder routes) => GetCreditNote.Map(routes);
}
