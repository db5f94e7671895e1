namespace AfterSalesMesh.Refund.CreditNotes;

/// <summary>Who gives the notes: <c>Refund:CreditNotes</c> in the configuration.</summary>
internal sealed class CreditNoteSettings
{
    public const int MaxIssuer = 2000;

    /// <summary>Name, address and tax number, in lines: of storefronts that have no issuer of their own.</summary>
    public string? Issuer { get; set; }

    /// <summary>The same by storefront, where it differs.</summary>
    public Dictionary<string, string> Issuers { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Who gives a storefront's notes; null: nobody is configured, so its notes wait.</summary>
    public string? IssuerOf(string storefront) => Issuers.GetValueOrDefault(storefront) ?? Issuer;

    public IEnumerable<string> All => Issuer is null ? Issuers.Values : Issuers.Values.Append(Issuer);
}
