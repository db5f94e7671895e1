using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Warehouse;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.DurableMessaging.Sagas;

namespace AfterSalesMesh.Returns.Saga;

/// <summary>The actions of <see cref="ReturnTable"/> for a return under review.</summary>
internal static class ReviewActions
{
    [Sends<TellCustomer>]
    public static void OpenReview(ReturnStep x, Referral referral)
    {
        x.Saga.Review = referral.Review;
        x.AddToTimeline("policy", x.Now, new TimelineEvent.ReviewOpened(referral.Review.Rules[0].Rule));
        x.Tell(x.Message(Steps.UnderReview) with { Until = referral.Review.DueAt });
    }

    [Sends<TellCustomer>]
    public static void Reject(ReturnStep x, Rejection rejection)
    {
        x.AddToTimeline(rejection.By.Id, x.Now, new TimelineEvent.Rejected(rejection.Reason), rejection.By.Name);
        Reject(x, rejection.Text);
    }

    /// <summary>Pauses the agent's time until the customer answers or their time to answer is over.</summary>
    [Sends<TellCustomer>]
    public static void AskForEvidence(ReturnStep x, EvidenceRequest request)
    {
        var review = x.Saga.Review!;
        var until = x.Saga.Goods.Clocks.Evidence.EndFrom(x.Now, x.Saga.Zone);
        x.Saga.Review = review with
        {
            WaitsFor = ReviewWaits.Customer,
            Since = x.Now,
            DueAt = until,
            RemainingTime = review.RemainingTime ?? TimeUntilDue(x, review),
            Asked = review.Asked + 1,
            Question = request.Text,
        };
        x.AddToTimeline(request.By.Id, x.Now, new TimelineEvent.EvidenceAsked(), request.By.Name);
        x.Tell(x.Message(Steps.EvidenceAsked, $"{review.Asked + 1}") with { Text = request.Text, Until = until });
    }

    public static void AddEvidence(ReturnStep x, EvidenceAddition addition)
    {
        var added = addition.Lines.ToLookup(y => x.Saga.KeyOf(y.LineId, y.OrderNumber));
        x.Saga.Goods.Lines =
        [
            .. x.Saga.Goods.Lines.Select(line =>
                added[line.Key].FirstOrDefault(y => y.Reason is null || y.Reason == line.Reason) is { } evidence
                    ? line with
                    {
                        Photos = [.. line.Photos ?? [], .. evidence.Photos],
                    }
                    : line
            ),
        ];
        x.AddToTimeline(
            addition.By.Id,
            x.Now,
            new TimelineEvent.EvidenceAdded(addition.Lines.Sum(y => y.Photos.Count)),
            addition.By.Name
        );
        var review = x.Saga.Review!;
        x.Saga.Review = BackToAgent(x, review) with { Answer = addition.Text ?? review.Answer };
    }

    [Sends<TellCustomer>, Sends<ExpectParcel>]
    public static void ApproveByDefault(ReturnStep x, SagaIsDue _) => ReturnActions.Approve(x, new Approval());

    [Sends<TellCustomer>]
    public static void RejectByDefault(ReturnStep x, SagaIsDue _)
    {
        var rule = x.Saga.Review!.Rules[0];
        x.AddToTimeline("policy", x.Now, new TimelineEvent.Rejected(rule.Rule));
        Reject(x, x.Saga.Locale is null ? $"{rule.Text?.English} {rule.Text?.Chinese}" : rule.Text?.In(x.Saga.Locale));
    }

    public static void GoOnWithoutEvidence(ReturnStep x, SagaIsDue _) => x.Saga.Review = BackToAgent(x, x.Saga.Review!);

    private static void Reject(ReturnStep x, string? text)
    {
        ReturnActions.EndBeforeApproval(x, ExpectationEnds.Rejected);
        x.Tell(x.Message(Steps.Rejected) with { Text = text });
    }

    private static Review BackToAgent(ReturnStep x, Review review) =>
        review.RemainingTime is not { } remaining
            ? review
            : review with
            {
                WaitsFor = ReviewWaits.Agent,
                Since = x.Now,
                DueAt = x.Now + remaining,
                RemainingTime = null,
            };

    private static TimeSpan TimeUntilDue(ReturnStep x, Review review) =>
        review.DueAt > x.Now ? review.DueAt - x.Now : TimeSpan.Zero;
}
