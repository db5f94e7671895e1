using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Returns.Orders;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Http;
using AfterSalesMesh.ServiceDefaults.Identity;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>
/// Applies a person's instruction to a return by <see cref="ReturnTable"/>, in the request's own commit. An instruction that the state does not
/// allow is a 409 that names the state and the possible instructions.
/// </summary>
internal sealed class InstructionHandler(
    ReturnsDb db,
    Outbox<ReturnsDb> outbox,
    Caller caller,
    TimeProvider time,
    IHttpContextAccessor http
)
{
    public Instructor By => new(caller.PersonId, caller.PersonName);

    public async Task<IResult> HandleAsync<TInstruction>(
        Guid id,
        TInstruction instruction,
        Func<Return, IResult?>? check,
        CancellationToken cancellation
    )
        where TInstruction : notnull
    {
        if (await db.FindWithGoodsAsync(id, QueryTrackingBehavior.TrackAll, cancellation) is not { } found)
        {
            return Problem.NotFound("return");
        }
        ReturnTrace.Tag(id, found);
        var request = http.HttpContext!;
        if (ETag.Mismatch(request.Request, found.Version) is { } mismatch)
        {
            return mismatch;
        }
        await TakenPieces.LoadAsync(db, found, cancellation);
        var step = new ReturnStep(found, time.GetUtcNow());
        if (ReturnTable.Table.Find(step, instruction).Outcome == TransitionOutcome.Refused)
        {
            return NotPossible(step);
        }
        if (check?.Invoke(found) is { } refused)
        {
            return refused;
        }
        ReturnTable.Handle(step, instruction);
        foreach (var (address, command) in step.Commands)
        {
            await outbox.SendAsync(address, command, cancellation);
        }
        return TypedResults.Ok(ReturnResponse.Of(found));
    }

    private static ProblemHttpResult NotPossible(ReturnStep step)
    {
        var by = new Instructor("", "");
        List<string> possible = [];
        AddIfPossible("approve", new Approval(by));
        AddIfPossible("reject", new Rejection(by, "", ""));
        AddIfPossible("ask for evidence", new EvidenceRequest(by, ""));
        AddIfPossible("add evidence", new EvidenceAddition(by, [], null));
        AddIfPossible("cancel", new Cancellation(by));
        AddIfPossible("change", new LineReduction(by, []));
        AddIfPossible("close", new ManualClosing(by, ""));
        AddIfPossible("open a round", new NewRound(by));
        return Problem.Of(
            StatusCodes.Status409Conflict,
            "not_possible",
            $"The return is {step.Saga.Status}"
                + (step.Saga.Expectation.HandedOverAt is null ? "" : " and was handed to a carrier")
                + $". Possible now: {(possible.Count == 0 ? "nothing" : string.Join(", ", possible))}."
        );

        void AddIfPossible<T>(string word, T instruction)
            where T : notnull
        {
            if (ReturnTable.Table.Find(step, instruction).Outcome == TransitionOutcome.Done)
            {
                possible.Add(word);
            }
        }
    }
}
