namespace AfterSalesMesh.Returns.Orders;

/// <summary>
/// Equal parts of an amount of 0 or more; what does not divide goes, one minor unit each, to the first. Of two amounts the
/// smaller has, part by part, none that is larger.
/// </summary>
internal readonly record struct EqualParts(long Amount, int Count)
{
    public long this[int ordinal] => Amount / Count + (ordinal < Amount % Count ? 1 : 0);
}
