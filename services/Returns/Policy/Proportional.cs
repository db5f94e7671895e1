namespace AfterSalesMesh.Returns.Policy;

/// <summary>Divides amounts in proportion.</summary>
internal static class Proportional
{
    /// <summary>
    /// Divides an amount in proportion to weights by largest remainder, in multiples of the step; among equal remainders the first
    /// gets it. A rest of less than a step goes to the first entry with a weight.
    /// </summary>
    public static long[] Spread(long amount, IReadOnlyList<long> weights, int step = 1)
    {
        var parts = new long[weights.Count];
        var all = weights.Aggregate((Int128)0, (sum, weight) => sum + weight);
        if (amount == 0 || all == 0)
        {
            return parts;
        }
        var remainders = new Int128[weights.Count];
        var steps = amount / step;
        var left = steps;
        for (var i = 0; i < parts.Length; i++)
        {
            var share = (Int128)steps * weights[i];
            parts[i] = (long)(share / all) * step;
            remainders[i] = share % all;
            left -= parts[i] / step;
        }
        foreach (var i in Enumerable.Range(0, parts.Length).OrderByDescending(i => remainders[i]).Take((int)left))
        {
            parts[i] += step;
        }
        parts[weights.TakeWhile(x => x == 0).Count()] += amount % step;
        return parts;
    }
}
