using AfterSalesMesh.Returns.Saga;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

public sealed class SagaDocumentTests
{
    [Fact]
    public void The_document_shows_the_tables_as_they_are() =>
        Pinned.ShouldMatch(
            "docs/return-saga.md",
            $"""
            # The return, state by state

            Printed from the tables of `services/Returns/Saga`; a test keeps it true. A return has two levels: the return itself,
            and, while it is open, what it expects of the warehouse and its rounds, whose parts are settled side by side. Of several
            rows for a state and an event, the first one counts whose guard (*if*) holds. `Due` comes from the sweep when
            something has waited long enough: it repeats its command, reminds the customer, or applies the policy's default.
            Approval and Referral are the policy's decision on a request. Approval, Rejection, EvidenceRequest, EvidenceAddition,
            Cancellation, LineReduction, ManualClosing and NewRound are what people do, over HTTP.
            AllSettled, ArrivalsEnded and PartChanged follow upon another event.

            ## The return (`ReturnTable.cs`)

            The API's `status` is the state; of an open return it is the least advanced open round, and `awaiting_parcel` without
            one.

            {SagaTable.Of(ReturnTable.Table)}
            ## What is expected (`ExpectationTable.cs`)

            {SagaTable.Of(ExpectationTable.Table)}
            ## A round (`RoundTable.cs`)

            {SagaTable.Of(RoundTable.Table)}
            ## A refund, which is a part of a round (`RefundPartTable.cs`)

            One for each round and order. One that failed or was reversed is parked: it is the return's `attention`.

            {SagaTable.Of(RefundPartTable.Table)}
            """
        );
}
