using AfterSalesMesh.Returns.Saga;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

public sealed class SagaDocumentTests
{
    [Fact]
    public void The_document_shows_the_machine_as_it_is() =>
        Pinned.ShouldMatch(
            "docs/return-saga.md",
            $"""
            # The return, state by state

            Printed from the state machine itself (`services/Returns/Saga/ReturnStateMachine.cs`); a test keeps it true.
            `Due` comes from the sweep when a state has waited long enough: the state sends its last command again. The column *if*
            names guards of `ReturnGuards.cs`; where several rows of one event hold, all of them apply. Left out are events that
            neither send a message nor change the state.

            {SagaTable<Return>.Of(new ReturnStateMachine(TimeProvider.System))}
            """
        );
}
