namespace AfterSalesMesh.Refund.CreditNotes;

/// <summary>Who gives the notes: <c>Refund:CreditNotes</c> in the configuration.</summary>
internal sealed class CreditNoteSettings
{
    public const int MaxIssuer = 2000;

    /// <summary>By storefront: name, address and tax number, in lines.</summary>
    public Dictionary<string, string> Issuers { get; set; } = [];
}
