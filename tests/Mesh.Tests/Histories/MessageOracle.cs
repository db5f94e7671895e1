using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Notification.Messages;
using AfterSalesMesh.Returns.Saga;

namespace AfterSalesMesh.Mesh.Tests.Histories;

/// <summary>The customer was sent each message, and each once.</summary>
internal sealed class MessageOracle(HistoryTables tables, HistoryMesh mesh, HistoryFlaws flaws)
{
    public void Judge()
    {
        JudgeMails();
        JudgeAppeals();
        var messages = tables.Messages.ToLookup(x => x.ReturnId);
        var timelines = tables.Timeline.ToLookup(x => x.ReturnId, x => x.Event);
        foreach (var it in tables.Returns)
        {
            Judge(it, [.. messages[it.CorrelationId]], [.. timelines[it.CorrelationId]]);
        }
    }

    private void JudgeMails()
    {
        // A message whose address was corrected while it was sent goes to both.
        var mails = mesh
            .Mails.GroupBy(IdOf)
            .ToDictionary(x => x.Key, x => x.CountBy(To).ToList(), StringComparer.Ordinal);
        foreach (var message in tables.Messages)
        {
            var sent = mails.GetValueOrDefault($"{message.Id}", []);
            flaws.Check(
                message.OrderNumber ?? tables.OrderOf(tables.Appeals.First(x => x.Id == message.Id)),
                message.Status == CustomerMessage.Sent
                    && sent.Exists(x => x.Key.Contains(message.Email!, StringComparison.Ordinal))
                    && sent.TrueForAll(x => x.Value == 1),
                $"message {message.Step} {message.Id} to {message.Email} is {message.Status} and was sent {string.Join(", ", sent)}"
            );
        }
    }

    /// <summary>Each appeal is answered, and the customer is told how.</summary>
    private void JudgeAppeals()
    {
        var answers = tables.Messages.Where(x => x.ReturnId is null).ToDictionary(x => x.Id);
        foreach (var appeal in tables.Appeals)
        {
            var answer = answers.GetValueOrDefault(appeal.Id);
            flaws.Check(
                tables.OrderOf(appeal),
                appeal.AnsweredAt is not null
                    && answer?.Step == (appeal.Granted ? Steps.AppealGranted : Steps.AppealDenied)
                    && answer.Status == appeal.Told,
                $"appeal {appeal.Id} was answered at {appeal.AnsweredAt:u} ({appeal.Granted}): the customer was told {answer?.Step}, {appeal.Told}"
            );
        }
    }

    private void Judge(Return it, List<CustomerMessage> sent, List<TimelineEvent> events)
    {
        Same(Steps.Approved, events.Count(x => x is TimelineEvent.Approved));
        Same(Steps.UnderReview, events.Count(x => x is TimelineEvent.ReviewOpened));
        Same(Steps.EvidenceAsked, events.Count(x => x is TimelineEvent.EvidenceAsked));
        Same(Steps.Rejected, events.Count(x => x is TimelineEvent.Rejected));
        Same(Steps.Received, it.Rounds.Count);
        Same(Steps.Inspected, it.Parts.DistinctBy(x => x.Round).Count());
        var isApproved = events.Exists(x => x is TimelineEvent.Approved);
        var cancelled = events.Count(x => x is TimelineEvent.Cancelled);
        Same(Steps.Cancelled, isApproved ? cancelled : 0);
        Same(Steps.RequestWithdrawn, isApproved ? 0 : cancelled);
        Same(Steps.Expired, events.Count(x => x is TimelineEvent.Expired));
        Same(Steps.RefundDelayed, events.Count(x => x is TimelineEvent.RefundFailed or TimelineEvent.RefundReversed));
        Same(Steps.PaidAgain, events.Count(x => x is TimelineEvent.RefundedAgain));
        var told = events.OfType<TimelineEvent.CustomerTold>().Select(x => x.Step).Order(StringComparer.Ordinal);
        flaws.Check(
            it,
            told.SequenceEqual(sent.Select(x => x.Step).Order(StringComparer.Ordinal)),
            $"was told of {string.Join(", ", told)}"
        );
        var refunded = events.OfType<TimelineEvent.Refunded>().Sum(x => x.Amount);
        var announced = sent.Where(x => x.Step is Steps.Refunded or Steps.Completed).Sum(x => x.Amount ?? 0);
        flaws.Check(it, refunded == announced, $"{refunded} was refunded, and {announced} announced");
        flaws.Check(it, events.Count(x => x is TimelineEvent.Requested) == 1, "was not requested once");

        void Same(string step, int expected)
        {
            var count = sent.Count(x => x.Step == step);
            flaws.Check(it, count == expected, $"was told {count} times that it is {step}, and not {expected} times");
        }
    }

    private static string IdOf(string mail) => HeaderOf(mail, "Message-Id:").Split('<', '@')[1];

    private static string To(string mail) => HeaderOf(mail, "To:");

    private static string HeaderOf(string mail, string name) =>
        mail.Split('\n').First(x => x.StartsWith(name, StringComparison.OrdinalIgnoreCase));
}
