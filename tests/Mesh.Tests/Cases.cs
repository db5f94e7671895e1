using System.Globalization;

namespace AfterSalesMesh.Mesh.Tests;

/// <summary>How many random cases a property is tried on; each has its number as its seed, so that a bad one can be had again.</summary>
internal static class Cases
{
    private static readonly int Count = int.Parse(
        Environment.GetEnvironmentVariable("AFTERSALES_CASES") ?? "1000",
        CultureInfo.InvariantCulture
    );

    public static void Each(Action<Random> holds)
    {
        for (var i = 0; i < Count; i++)
        {
            try
            {
                holds(new Random(i));
            }
            catch (Exception wrong)
            {
                throw new InvalidOperationException($"Case {i} of {Count}: {wrong.Message}", wrong);
            }
        }
    }
}
