namespace AfterSalesMesh.Refund.CreditNotes;

/// <summary>The issuers of credit notes: <c>Refund:CreditNotes</c> in the configuration.</summary>
internal sealed class CreditNoteSettings
{
    public const int MaxIssuer = 2000;

    /// <summary>Name, address and tax number, in lines, for storefronts without an issuer of their own.</summary>
    public string? Issuer { get; set; }

    /// <summary>The issuers of storefronts that have their own.</summary>
    public Dictionary<string, string> Issuers { get; set; } = new(StringComparer.Ordinal);

    /// <summary>The issuer of a storefront's notes; null: none is configured, so its notes wait.</summary>
    public string? IssuerOf(string storefront) => Issuers.GetValueOrDefault(storefront) ?? Issuer;

    public IEnumerable<string> All => Issuer is null ? Issuers.Values : Issuers.Values.Append(Issuer);
}
