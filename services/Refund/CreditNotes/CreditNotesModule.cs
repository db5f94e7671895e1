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
                x => x.Issuers.Values.All(issuer => issuer.Length <= CreditNoteSettings.MaxIssuer),
                $"Refund:CreditNotes:Issuers may have {CreditNoteSettings.MaxIssuer} characters each."
            )
            .ValidateOnStart();
        builder.Services.AddHostedService<WriteCreditNotes>();
    }

    public void AddTables(ModelBuilder model, DatabaseFacade database) => model.AddCreditNotes();

    public void MapRoutes(IEndpointRouteBuilder routes) => GetCreditNote.Map(routes);
}
