using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Flow;

/// <summary>Flows that need the whole machine: they run alone, after all others.</summary>
[CollectionDefinition(nameof(Heavy), DisableParallelization = true)]
public sealed class Heavy;
