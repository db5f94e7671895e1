using AfterSalesMesh.DurableMessaging.Storage;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>
/// A step's change of a <see cref="SoldUnit"/>: written in the return's commit, without reading the row. The commit fails when
/// the piece is not reserved by <paramref name="Was"/>, or something was already given for it.
/// </summary>
/// <param name="Was">The return that has reserved the piece before the change; null: none.</param>
/// <param name="ReservedBy">The return that reserves the piece after the change; null: none.</param>
/// <param name="Given">The amount given for the piece now; null: nothing.</param>
/// <param name="Terms">The terms of the reservation; null: unchanged.</param>
internal sealed record PieceChange(
    LineKey Line,
    int Ordinal,
    Guid? Was,
    Guid? ReservedBy,
    long? Given = null,
    PieceTerms? Terms = null
);

/// <param name="IsNew">True when no return has requested the piece before.</param>
internal sealed record PieceTerms(
    string Sku,
    long Paid,
    long Postage,
    long Promised,
    DateTimeOffset? WarrantyUntil,
    bool IsNew,
    bool DeductsSet
)
{
    /// <summary>Other terms of a piece that was requested before: its SKU and warranty stay as they are.</summary>
    public static PieceTerms OfKnown(long paid, long postage, long promised, bool deductsSet) =>
        new("", paid, postage, promised, WarrantyUntil: null, IsNew: false, deductsSet);
}

/// <summary>Writes the <see cref="PieceChange"/>s of the returns in a commit.</summary>
internal sealed class PieceChanges : ICommitRule
{
    public ValueTask<Action?> ApplyAsync(DurableDbContext db, CancellationToken cancellation)
    {
        List<Return> changed =
        [
            .. db.ChangeTracker.Entries<Return>().Select(x => x.Entity).Where(x => x.PieceChanges.Count > 0),
        ];
        foreach (var saga in changed)
        {
            foreach (var change in saga.PieceChanges)
            {
                Write(db, saga, change);
            }
        }
        return new(changed.Count == 0 ? null : () => changed.ForEach(x => x.PieceChanges.Clear()));
    }

    private static void Write(DurableDbContext db, Return saga, PieceChange change)
    {
        var piece = new SoldUnit
        {
            OrderId = saga.OrderIdOf(change.Line),
            LineId = change.Line.LineId,
            Ordinal = change.Ordinal,
            StorefrontId = saga.StorefrontId,
            Sku = change.Terms?.Sku ?? "",
            Paid = change.Terms?.Paid ?? 0,
            Postage = change.Terms?.Postage ?? 0,
            Promised = change.Terms?.Promised ?? 0,
            ReservedBy = change.Was,
            WarrantyUntil = change.Terms?.WarrantyUntil,
            DeductsSet = change.Terms?.DeductsSet ?? false,
        };
        if (change.Terms is { IsNew: true })
        {
            piece.ReservedBy = change.ReservedBy;
            db.Add(piece);
            return;
        }
        var row = db.Attach(piece);
        if (change.ReservedBy != change.Was)
        {
            row.Property(x => x.ReservedBy).CurrentValue = change.ReservedBy;
        }
        if (change.Given is not null)
        {
            row.Property(x => x.Given).CurrentValue = change.Given;
        }
        if (change.Terms is not null)
        {
            row.Property(x => x.Paid).IsModified = true;
            row.Property(x => x.Postage).IsModified = true;
            row.Property(x => x.Promised).IsModified = true;
            row.Property(x => x.DeductsSet).IsModified = true;
        }
    }
}
