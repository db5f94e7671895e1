using System.Globalization;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Refund.Tenders.BankTransfer;

/// <param name="Holder">The account's holder.</param>
/// <param name="Iban">ISO 13616, with or without spaces, hyphens, dots and slashes.</param>
/// <param name="AccountNumber">Only in countries without IBAN.</param>
/// <param name="BankCode">The bank's code, with <paramref name="AccountNumber"/>.</param>
internal sealed record BankAccountRequest(
    string? Holder,
    string? Iban = null,
    string? AccountNumber = null,
    string? BankCode = null
)
{
    public BankAccountRequest Normal() =>
        new(
            Holder?.Trim(),
            Iban is null ? null : BankTransfer.Iban.Normalize(Iban),
            AccountNumber is null ? null : AccountText.Normalize(AccountNumber),
            BankCode is null ? null : AccountText.Normalize(BankCode)
        );

    public Checks Check()
    {
        var checks = new Checks();
        checks.Text(Holder, "holder", BankAccount.MaxHolder);
        if (Iban is not null)
        {
            var flaw = BankTransfer.Iban.Flaw(Iban);
            checks.That(flaw is null, "iban", flaw ?? "");
            checks.That(
                AccountNumber is null && BankCode is null,
                "accountNumber",
                "must be omitted together with bankCode when iban is given"
            );
        }
        else
        {
            checks.That(IsNumber(AccountNumber), "accountNumber", Number);
            checks.That(IsNumber(BankCode), "bankCode", Number);
        }
        return checks;
    }

    private static readonly string Number =
        $"must be 1 to {BankAccount.MaxNumber} letters, digits, spaces or hyphens, or iban must be given";

    private static bool IsNumber(string? text) =>
        text is { Length: >= 1 and <= BankAccount.MaxNumber }
        && text.All(x => char.IsAsciiLetterOrDigit(x) || x is ' ' or '-');
}

/// <param name="Holder">The first letter of the holder's name.</param>
/// <param name="Account">The last digits of the account number.</param>
/// <param name="ToldAt">UTC.</param>
/// <param name="Etag">For <c>If-Match</c>.</param>
internal sealed record BankAccountView(string Holder, string Account, DateTimeOffset ToldAt, string Etag)
{
    public static BankAccountView? Of(BankAccount? it) => it is null ? null : Of(it, ETag.Of(it.Version));

    public static BankAccountView Of(BankAccount it, string etag) =>
        new($"{StringInfo.GetNextTextElement(it.Holder)}…", it.Masked, it.ToldAt, etag);
}
