using System.ComponentModel.DataAnnotations;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Returns.Storefronts;

/// <summary>An address that parcels are sent to.</summary>
/// <param name="Country">Two letters of ISO 3166, for example CN.</param>
/// <param name="Name">The recipient.</param>
/// <param name="Lines">Street, house and further details: at most 5 lines.</param>
/// <param name="Region">Province or state.</param>
internal sealed record PostalAddress(
    string Country,
    string? Name = null,
    string? Company = null,
    [property: MaxLength(PostalAddress.MaxLines)] IReadOnlyList<string>? Lines = null,
    string? City = null,
    string? Region = null,
    string? Postcode = null,
    string? Phone = null
)
{
    public const int MaxLines = 5;

    public void Check(Checks checks, string at)
    {
        CheckCountry(checks, Country, $"{at}.country");
        checks.OptionalText(Name, $"{at}.name", 200);
        checks.OptionalText(Company, $"{at}.company", 200);
        if (Lines is not null && checks.List(Lines, $"{at}.lines", MaxLines))
        {
            for (var i = 0; i < Lines.Count; i++)
            {
                checks.Text(Lines[i], $"{at}.lines[{i}]", 200);
            }
        }
        checks.OptionalText(City, $"{at}.city", 100);
        checks.OptionalText(Region, $"{at}.region", 100);
        if (Postcode is not null)
        {
            checks.Text(Postcode, $"{at}.postcode", 20);
        }
        checks.Phone(Phone, $"{at}.phone");
    }

    public static void CheckCountry(Checks checks, string country, string at) =>
        checks.That(
            Countries.IsKnown(country),
            at,
            "must be a country of ISO 3166 in two capital letters, for example CN"
        );
}
