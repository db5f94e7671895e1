namespace AfterSalesMesh.Bench.Floor;

/// <summary>Turns so much for each hop, a fraction, into whole numbers that add up to it.</summary>
internal sealed class Share(double each)
{
    private readonly Lock _lock = new();
    private double _owed = each / 2;

    public int Take()
    {
        lock (_lock)
        {
            _owed += each;
            var whole = (int)_owed;
            _owed -= whole;
            return whole;
        }
    }
}
