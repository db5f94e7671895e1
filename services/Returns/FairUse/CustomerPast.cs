using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Storefronts;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.FairUse;

/// <summary>Reads the facts about a customer's past that an agent should know: for a request under review and for the standing.</summary>
internal sealed class CustomerPast(ReturnsDb db, PolicyVersions versions)
{
    private const int MaxRecent = 5;

    /// <summary>The policy for a customer's next request, by the company of their last order.</summary>
    /// <returns>The policy; null: there is no such customer.</returns>
    public async Task<(PolicyDocument Document, string TimeZone)?> PolicyOfAsync(
        string storefront,
        string customer,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var last = await CustomerStanding
            .OrdersOf(db, storefront, customer)
            .Select(x => x.Customer)
            .FirstOrDefaultAsync(cancellation);
        if (last is null)
        {
            return null;
        }
        var found = await versions.FindAsync(storefront, last.Company, now, cancellation);
        return (found?.Document ?? Presets.All[Presets.Fashion], found?.TimeZone ?? PolicyFacts.DefaultTimeZone);
    }

    /// <summary>Where to write to the customer, and in which language: as in their last order with an e-mail address.</summary>
    public async Task<(string? Email, string? Locale)> ContactOfAsync(
        string storefront,
        string customer,
        CancellationToken cancellation
    )
    {
        var found = await CustomerStanding
            .OrdersOf(db, storefront, customer)
            .Where(x => x.Contact!.Email != null)
            .OrderByDescending(x => x.Id)
            .Select(x => new { x.Contact!.Email, x.Customer })
            .FirstOrDefaultAsync(cancellation);
        return (found?.Email, found?.Customer.Locale);
    }

    /// <param name="standing">The customer's standing; null: there is none, and so there are no signals.</param>
    public async Task<IReadOnlyList<Signal>> SignalsOfAsync(
        string storefront,
        string customer,
        Standing? standing,
        SignalTerms terms,
        CancellationToken cancellation
    )
    {
        if (standing is null)
        {
            return [];
        }
        var addresses = await AddressesOfAsync(storefront, customer, cancellation);
        // Other figures are reset when a person dismisses their signal; the number of addresses cannot be reset.
        var dismissed = await db
            .SignalDismissals.Where(x =>
                x.StorefrontId == storefront && x.Customer == customer && x.Signal == SignalKinds.ManyAddresses
            )
            .MaxAsync(x => (int?)x.Figure, cancellation);
        return Signal.Of(standing, addresses > (dismissed ?? 0) ? addresses : 0, terms);
    }

    /// <summary>The ids of the last returns of the customer's last orders, the latest first.</summary>
    public Task<List<Guid>> RecentOfAsync(string storefront, string customer, CancellationToken cancellation) =>
        CustomerStanding
            .OrdersOf(db, storefront, customer)
            .Join(db.Returns, x => x.Id, x => x.OrderId, (_, found) => found.CorrelationId)
            .OrderByDescending(x => x)
            .Take(MaxRecent)
            .ToListAsync(cancellation);

    private async Task<int> AddressesOfAsync(string storefront, string customer, CancellationToken cancellation)
    {
        var addresses = await CustomerStanding
            .OrdersOf(db, storefront, customer)
            .Join(db.OrderContacts, x => x.Id, x => x.OrderId, (_, contact) => contact.DeliveryAddress)
            .ToListAsync(cancellation);
        return addresses.OfType<PostalAddress>().Select(KeyOf).Distinct(StringComparer.OrdinalIgnoreCase).Count();
    }

    /// <summary>The key of the address, without the recipient's name.</summary>
    private static string KeyOf(PostalAddress address) =>
        string.Join('\n', [address.Country, address.Postcode, address.City, .. address.Lines ?? []]);
}
