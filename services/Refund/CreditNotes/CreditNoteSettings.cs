namespace AfterSalesMesh.Refund.CreditNotes;

/// <summary>Who gives the notes: <c>Refund:CreditNotes</c> in the configuration.</summary>
internal sealed class CreditNoteSettings
{
    /// <summary>By storefront: name, address and tax number, in lines.</summary>
    public Dictionary<string, string> Issuers { get; set; } = [];
}
