using System.Globalization;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Refund.Tenders.BankTransfer;

/// <param name="Holder">The account's holder.</param>
/// <param name="Iban">ISO 13616; blanks and hyphens don't matter.</param>
/// <param name="AccountNumber">Where there is no IBAN.</param>
/// <param name="BankCode">The bank's, beside <paramref name="AccountNumber"/>.</param>
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
            checks.That(BankTransfer.Iban.IsValid(Iban), "iban", "must be an IBAN whose check digits fit");
            checks.That(
                AccountNumber is null && BankCode is null,
                "accountNumber",
                "must be left out, and bankCode too, where there is an IBAN"
            );
        }
        else
        {
            checks.That(IsNumber(AccountNumber), "accountNumber", Number);
            checks.That(IsNumber(BankCode), "bankCode", Number);
        }
        return checks;
    }

    private static string Number { get; } =
        $"must be 1 to {BankAccount.MaxNumber} letters, digits, spaces or hyphens, where there is no iban";

    private static bool IsNumber(string? text) =>
        text is { Length: >= 1 and <= BankAccount.MaxNumber }
        && text.All(x => char.IsAsciiLetterOrDigit(x) || x is ' ' or '-');
}

/// <param name="Holder">Its first letter.</param>
/// <param name="Account">The last digits of its number.</param>
/// <param name="ToldAt">UTC.</param>
internal sealed record BankAccountView(string Holder, string Account, DateTimeOffset ToldAt)
{
    public static BankAccountView? Of(BankAccount? it) =>
        it is null ? null : new($"{StringInfo.GetNextTextElement(it.Holder)}…", it.Masked, it.ToldAt);
}
