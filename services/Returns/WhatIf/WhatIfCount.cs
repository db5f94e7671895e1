using System.Runtime.InteropServices;
using AfterSalesMesh.Returns.Policy;

namespace AfterSalesMesh.Returns.WhatIf;

/// <summary>Decides past requests again by a draft, one after the other, and counts the changes. Only the largest changes are kept.</summary>
internal sealed class WhatIfCount(PolicyDocument draft)
{
    private const int MaxCases = 100;
    private const int MaxRulesOfCase = 20;

    // Each policy version may have other rules: the first ones found are counted, and all rules of the draft, which has few.
    private const int MaxRulesCounted = 10_000;
    private const int MaxRules = 200;

    private readonly Dictionary<(string Before, string After), int> _moves = [];
    private readonly Dictionary<string, (int Before, int After)> _rules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Before, long After)> _money = new(StringComparer.Ordinal);
    private readonly PriorityQueue<WhatIfCase, long> _cases = new();
    private int _decisions;
    private int _changed;

    public void Add(Decision decision)
    {
        var outcome = PolicyEvaluation.Of(decision.Facts, draft);
        _decisions++;
        // A refused request is not refunded, even if some of its lines would be approved.
        var (before, after) = (RefundOf(decision.Outcome, decision.Refund), RefundOf(outcome.Decision, outcome.Refund));
        ref var money = ref CollectionsMarshal.GetValueRefOrAddDefault(_money, decision.Facts.Currency, out _);
        money = (money.Before + before, money.After + after);
        if (outcome.Decision == decision.Outcome && before == after)
        {
            return;
        }
        _changed++;
        CollectionsMarshal.GetValueRefOrAddDefault(_moves, (decision.Outcome, outcome.Decision), out _)++;
        var rules = Decision.RulesOf(outcome);
        foreach (var rule in decision.Rules.Except(rules).Where(IsCounted))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_rules, rule, out _).Before++;
        }
        foreach (var rule in rules.Except(decision.Rules))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_rules, rule, out _).After++;
        }
        Keep(decision, outcome.Decision, before, after, rules);
    }

    public WhatIfResult Result() =>
        new(
            _decisions,
            _changed,
            [.. _moves.OrderByDescending(x => x.Value).Select(x => new WhatIfMove(x.Key.Before, x.Key.After, x.Value))],
            [
                .. _rules
                    .OrderByDescending(x => x.Value.Before + x.Value.After)
                    .ThenBy(x => x.Key, StringComparer.Ordinal)
                    .Take(MaxRules)
                    .Select(x => new WhatIfRule(x.Key, x.Value.Before, x.Value.After)),
            ],
            [
                .. _money
                    .OrderBy(x => x.Key, StringComparer.Ordinal)
                    .Select(x => new WhatIfMoney(x.Key, x.Value.Before, x.Value.After)),
            ],
            [
                .. _cases
                    .UnorderedItems.Select(x => x.Element)
                    .OrderByDescending(x => Math.Abs(x.RefundAfter - x.RefundBefore))
                    .ThenBy(x => x.DecisionId),
            ]
        );

    private void Keep(Decision decision, string after, long refundBefore, long refundAfter, List<string> rules)
    {
        var difference = Math.Abs(refundAfter - refundBefore);
        if (_cases.Count == MaxCases && (!_cases.TryPeek(out _, out var least) || least >= difference))
        {
            return;
        }
        var changed = new WhatIfCase(
            decision.Id,
            decision.OrderId,
            null,
            null,
            decision.ReturnId,
            decision.Facts.At,
            decision.Facts.Currency,
            decision.Outcome,
            after,
            refundBefore,
            refundAfter,
            [.. rules.Take(MaxRulesOfCase)]
        );
        if (_cases.Count == MaxCases)
        {
            _cases.EnqueueDequeue(changed, difference);
        }
        else
        {
            _cases.Enqueue(changed, difference);
        }
    }

    private bool IsCounted(string rule) => _rules.Count < MaxRulesCounted || _rules.ContainsKey(rule);

    private static long RefundOf(string decision, long refund) => decision == DecisionWords.Refuse ? 0 : refund;
}
