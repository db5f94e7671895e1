global using AfterSalesMesh.Parts;

// Tests wait for messages and servers more than they compute.
[assembly: Xunit.CollectionBehavior(MaxParallelThreads = 4)]
[assembly: Xunit.AssemblyFixture(typeof(LocalMesh))]
