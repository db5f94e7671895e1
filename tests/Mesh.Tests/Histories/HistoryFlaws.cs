using AfterSalesMesh.Returns.Saga;

namespace AfterSalesMesh.Mesh.Tests.Histories;

/// <summary>What an oracle has found wrong.</summary>
internal sealed class HistoryFlaws
{
    private readonly List<(string Order, string What)> _found = [];

    /// <summary>By the number of the order; empty where no order is known.</summary>
    public ILookup<string, string> ByOrder => _found.ToLookup(x => x.Order, x => x.What);

    public void Check(Return it, bool holds, string what) =>
        Check(it.OrderNumber, holds, $"return {it.CorrelationId} {what}");

    public void Check(string order, bool holds, string what)
    {
        if (!holds)
        {
            _found.Add((order, what));
        }
    }
}
