using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.ServiceDefaults.Storage;

namespace AfterSalesMesh.Warehouse.Receiving;

/// <summary>A parcel on the receiving table, from its first scan until it is closed.</summary>
internal sealed class Receipt : IVersioned
{
    /// <summary>Made by the scanning device.</summary>
    public required Guid Id { get; init; }
    public required DateTimeOffset OpenedAt { get; init; }
    public DateTimeOffset? ClosedAt { get; set; }
    public List<ReceiptReturn> Returns { get; private set; } = [];

    /// <summary>Each scan counts, so that none slips into a receipt while another closes it.</summary>
    public int Scans { get; set; }
    public int Version { get; set; }

    /// <summary>The one return that was named alone, or null when none or several were.</summary>
    public Guid? OnlyReturn => Returns.Where(x => x.Certain).ToList() is [var only] ? only.ReturnId : null;

    public void Add(Guid returnId, string storefrontId, bool certain)
    {
        var known = Returns.Find(x => x.ReturnId == returnId);
        if (known is null)
        {
            known = new ReceiptReturn
            {
                ReceiptId = Id,
                ReturnId = returnId,
                StorefrontId = storefrontId,
            };
            Returns.Add(known);
        }
        known.Certain |= certain;
    }
}

/// <summary>A return that a receipt's units may belong to.</summary>
internal sealed class ReceiptReturn : IStorefrontOwned
{
    public required Guid ReceiptId { get; init; }
    public required Guid ReturnId { get; init; }
    public required string StorefrontId { get; init; }

    /// <summary>A scan found it alone, or a unit named it; otherwise it was one of several.</summary>
    public bool Certain { get; set; }
}
