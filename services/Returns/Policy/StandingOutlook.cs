using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>The effect of a customer's standing on their next request, by the rules that use it.</summary>
/// <param name="Decision">The worst decision that is certain.</param>
/// <param name="Rules">The rules whose conditions on the standing hold.</param>
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
/// <param name="Text">The rule's text for the customer.</param>
/// <param name="Conditional">True when the rule also has conditions on the request.</param>
internal sealed record StandingRule(
    string Subject,
    string Rule,
    [property: OneOf(DecisionWords.Review, DecisionWords.Refuse)] string? Effect,
    LocalText Text,
    bool Conditional
);
