using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>Checks an agent's text to a customer.</summary>
internal static class CustomerText
{
    public const int MaxLength = 2000;

    public static void Check(string? text, Checks checks)
    {
        if (checks.That(!string.IsNullOrWhiteSpace(text), "text", "must say something to the customer"))
        {
            checks.OptionalLines(text, "text", MaxLength);
        }
    }
}
