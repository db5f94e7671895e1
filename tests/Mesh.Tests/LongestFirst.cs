using AfterSalesMesh.Mesh.Tests.Clock;
using AfterSalesMesh.Mesh.Tests.Documents;
using AfterSalesMesh.Mesh.Tests.Flow;
using AfterSalesMesh.Mesh.Tests.Gateway;
using AfterSalesMesh.Mesh.Tests.Refund;
using AfterSalesMesh.Mesh.Tests.Returns;
using Xunit.Sdk;
using Xunit.v3;

[assembly: Xunit.TestCollectionOrderer(typeof(AfterSalesMesh.Mesh.Tests.LongestFirst))]

namespace AfterSalesMesh.Mesh.Tests;

/// <summary>Starts the classes that take longest first, so that none of them runs at the end with nothing beside it.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly Type[] Longest =
    [
        typeof(DocumentedCommandsTests),
        typeof(WholeFlowTests),
        typeof(PeopleTests),
        typeof(TestClockTests),
        typeof(LocalTests),
        typeof(SettlementLoadTests),
        typeof(ManyWritersOnPostgres),
        typeof(ManyWritersOnSqlite),
        typeof(InterleavingTests),
        typeof(SagaHistoryTests),
        typeof(SeveralOrdersTests),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections
    )
        where TTestCollection : ITestCollection =>
        [
            .. testCollections.OrderByDescending(x =>
                Longest.Any(type => x.TestCollectionDisplayName.Contains(type.FullName!, StringComparison.Ordinal))
            ),
        ];
}
