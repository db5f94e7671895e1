using Xunit;

// Two at a time: while one waits for a process to start, the other has the processors.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]

namespace AfterSalesMesh.Faults.Tests;

/// <summary>Runs after all others, alone: what it expects takes as long as the machine lets it.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
