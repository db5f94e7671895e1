using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>What a customer's standing does to their next request, by the rules that look at it.</summary>
/// <param name="Decision">The worst of what certainly happens.</param>
/// <param name="Rules">Those whose figures are reached.</param>
internal sealed record StandingOutlook(
    [property: OneOf(typeof(DecisionWords))] string Decision,
    IReadOnlyList<StandingRule> Rules
)
{
    public static StandingOutlook Of(Standing? standing, PolicyDocument document)
    {
        List<StandingRule> rules = [];
        if (standing is not null)
        {
            foreach (var rule in document.FairUse.Where(x => x.When.IsReachedBy(standing)))
            {
                var effect = rule.Then.Effect == StandingEffects.Note ? null : rule.Then.Effect;
                Add(Subjects.FairUse, rule.Rule, rule.When, effect, rule.Text);
            }
            foreach (var rule in document.Reviews.Where(x => x.Then.Review && x.When.IsReachedBy(standing)))
            {
                Add(Subjects.Reviews, rule.Rule, rule.When, DecisionWords.Review, rule.Text);
            }
        }
        var certain = rules.Where(x => !x.Conditional).Select(x => x.Effect).ToHashSet();
        return new(
            certain.Contains(DecisionWords.Refuse) ? DecisionWords.Refuse
                : certain.Contains(DecisionWords.Review) ? DecisionWords.Review
                : DecisionWords.Approve,
            rules
        );

        void Add(string subject, string rule, RuleConditions when, string? effect, LocalText? text) =>
            rules.Add(new(subject, rule, effect, text ?? BuiltIn.OfSubject[subject], !when.IsOnlyStanding));
    }
}

/// <param name="Effect">Review or refuse; null: the customer is only told.</param>
/// <param name="Text">For the customer.</param>
/// <param name="Conditional">True when it also depends on what is requested.</param>
internal sealed record StandingRule(
    string Subject,
    string Rule,
    [property: OneOf(DecisionWords.Review, DecisionWords.Refuse)] string? Effect,
    LocalText Text,
    bool Conditional
);
