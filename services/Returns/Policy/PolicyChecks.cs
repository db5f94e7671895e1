using System.Text.RegularExpressions;
using AfterSalesMesh.Contracts.Words;

namespace AfterSalesMesh.Returns.Policy;

/// <summary>Finds contradictions in a document that fits the schema.</summary>
/// <param name="add">Adds an error: the JSON pointer and the requirement.</param>
internal sealed partial class PolicyChecks(PolicyDocument document, Action<string, string> add)
{
    private bool _reasonsTold;

    public void Check()
    {
        // The checks compare rules with each other, so a larger document is not checked further.
        if (document.EntryCount > PolicyDocument.MaxEntries)
        {
            add(
                "",
                $"must have at most {PolicyDocument.MaxEntries} entries in the lists of all conditions and warranties together"
            );
            return;
        }
        CheckReasons();
        CheckRules(Subjects.Windows, document.Windows, needsLast: true, decidesBasis: true);
        CheckRules(Subjects.Warranty, document.Warranty, decidesBasis: true);
        CheckRules(Subjects.Exclusions, document.Exclusions, decidesBasis: true);
        CheckRules(Subjects.Conditions, document.Conditions, decidesBasis: true);
        CheckRules(Subjects.Sets, document.Sets);
        CheckRules(Subjects.Promotions, document.Promotions);
        CheckRules(Subjects.Costs, document.Costs);
        CheckRules(Subjects.Resolutions, document.Resolutions);
        CheckRules(Subjects.StoreCredit, document.StoreCredit);
        CheckRules(Subjects.Exchanges, document.Exchanges);
        CheckRules(Subjects.Reviews, document.Reviews);
        CheckRules(Subjects.FairUse, document.FairUse);
        CheckRules(Subjects.Advances, document.Advances);
        CheckRules(Subjects.Returnless, document.Returnless);
        CheckRules(Subjects.KeepOffers, document.KeepOffers);
        CheckRules(Subjects.Dispositions, document.Dispositions);
        CheckRules(Subjects.Destinations, document.Destinations);
        CheckRules(Subjects.Clocks, document.Clocks, needsLast: true);
        CheckWindows();
        CheckAmounts();
        foreach (var (i, rule) in document.Warranty.Index())
        {
            CheckReasonWords(rule.Then.Covers, $"/{Subjects.Warranty}/{i}/then/covers");
            CheckDistinct(rule.Then.Covers, $"/{Subjects.Warranty}/{i}/then/covers");
        }
        foreach (var (i, rule) in document.Conditions.Index())
        {
            CheckDistinct(rule.Then.Required, $"/{Subjects.Conditions}/{i}/then/required");
        }
        foreach (var (i, rule) in document.Resolutions.Index())
        {
            CheckDistinct(rule.Then.Offer, $"/{Subjects.Resolutions}/{i}/then/offer");
        }
        foreach (var (i, rule) in document.KeepOffers.Index())
        {
            CheckDistinct(rule.Then.Percents, $"/{Subjects.KeepOffers}/{i}/then/percents");
        }
        CheckText(document.Standing.Appeal, "/standing/appeal");
    }

    private void CheckReasons()
    {
        foreach (var (i, reason) in document.Reasons.Index())
        {
            CheckText(reason.Text, $"/reasons/{i}/text");
            if (Math.Max(reason.Text.Chinese.Length, reason.Text.English.Length) > ReturnReason.MaxText)
            {
                add($"/reasons/{i}/text", $"must be texts of 1 to {ReturnReason.MaxText} characters in one line");
            }
            if (document.Reasons.Take(i).Any(x => x.Word == reason.Word))
            {
                add($"/reasons/{i}/word", $"must be unique, '{reason.Word}' is not");
            }
        }
    }

    private void CheckRules<T>(
        string subject,
        IReadOnlyList<PolicyRule<T>> rules,
        bool needsLast = false,
        bool decidesBasis = false
    )
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (var (i, rule) in rules.Index())
        {
            var at = $"/{subject}/{i}";
            if (!names.Add(rule.Rule))
            {
                add($"{at}/rule", $"must be unique in {subject}, '{rule.Rule}' is not");
            }
            CheckText(rule.Text, $"{at}/text", LocalText.PlaceholderOf(subject));
            CheckConditions(rule.When, $"{at}/when", decidesBasis);
            if (rules.Take(i).FirstOrDefault(x => x.When.Include(rule.When)) is { } before)
            {
                add(at, $"is never reached: the rule '{before.Rule}' before it takes every case that this one is for");
            }
        }
        if (needsLast && rules[^1].When != RuleConditions.None)
        {
            add(
                $"/{subject}/{rules.Count - 1}/when",
                $"must be left out: the last rule of {subject} takes every case that no other does"
            );
        }
    }

    private void CheckConditions(RuleConditions when, string at, bool decidesBasis)
    {
        CheckReasonWords(when.Reason, $"{at}/reason");
        foreach (var (name, entries) in when.Lists)
        {
            CheckDistinct(entries, $"{at}/{name}");
        }
        if (when.Basis is not null && decidesBasis)
        {
            add($"{at}/basis", "is not known yet where this subject is evaluated");
        }
        if (
            when.Quality is { } quality
            && when.Reason is { } reasons
            && reasons.All(x => document.Reason(x) is { } reason && reason.Quality != quality)
        )
        {
            add($"{at}/quality", "contradicts reason: none of these reasons has this quality");
        }
        if (when.LineValueAbove >= when.LineValueBelow - 1)
        {
            add($"{at}/lineValueAbove", "contradicts lineValueBelow: no amount is between them");
        }
        if (when.RequestValueAbove >= when.RequestValueBelow - 1)
        {
            add($"{at}/requestValueAbove", "contradicts requestValueBelow: no amount is between them");
        }
        if (when.UsesAmounts && when.Currency is null)
        {
            add($"{at}/currency", "is missing: amounts are minor units of a currency");
        }
        foreach (var (i, currency) in (when.Currency ?? []).Index())
        {
            if (!Currencies.IsKnown(currency))
            {
                add($"{at}/currency/{i}", "must be a currency of ISO 4217, for example EUR");
            }
        }
    }

    private void CheckReasonWords(IReadOnlyList<string>? words, string at)
    {
        foreach (var (i, word) in (words ?? []).Index())
        {
            if (document.Reason(word) is null)
            {
                // All of them are told once: there may be a hundred long ones.
                var reasons = _reasonsTold ? "" : $": {string.Join(", ", document.Reasons.Select(x => x.Word))}";
                _reasonsTold = true;
                add($"{at}/{i}", $"must be a word of reasons{reasons}");
            }
        }
    }

    private void CheckDistinct<T>(IReadOnlyList<T> entries, string at)
    {
        if (entries.Distinct().Count() < entries.Count)
        {
            add(at, "must have each entry once");
        }
    }

    private void CheckWindows()
    {
        foreach (var (i, rule) in document.Windows.Index())
        {
            var at = $"/{Subjects.Windows}/{i}";
            if (rule.Then.Days is null == rule.Then.Months is null)
            {
                add($"{at}/then", "must have either days or months");
            }
            foreach (var other in document.Windows.Take(i))
            {
                if (Overlap(other.When, rule.When))
                {
                    add(
                        $"{at}/when",
                        $"overlaps the rule '{other.Rule}' in a part of the year, for the same cases: separate them"
                    );
                }
            }
        }
    }

    // A season within a longer one is an exception to it; one that only begins or ends in it is a mistake.
    private static bool Overlap(RuleConditions one, RuleConditions other) =>
        one.WithoutSeasons().Include(other.WithoutSeasons())
        && other.WithoutSeasons().Include(one.WithoutSeasons())
        && !one.Include(other)
        && !other.Include(one)
        && (Overlap(one.Ordered, other.Ordered) || Overlap(one.Delivered, other.Delivered));

    private static bool Overlap(Season? one, Season? other) =>
        one is not null && other is not null && one.Overlaps(other);

    private void CheckAmounts()
    {
        foreach (var (i, rule) in document.Promotions.Index())
        {
            RequireCurrency(rule.When, $"/{Subjects.Promotions}/{i}/when/currency");
        }
        foreach (var (i, rule) in document.Costs.Index())
        {
            if (rule.Then.ReturnFee > 0)
            {
                RequireCurrency(rule.When, $"/{Subjects.Costs}/{i}/when/currency");
            }
        }
    }

    private void RequireCurrency(RuleConditions when, string at)
    {
        if (when.Currency is null)
        {
            add(at, "is missing: amounts are minor units of a currency");
        }
    }

    /// <param name="filled">The placeholder that is allowed; null: none.</param>
    private void CheckText(LocalText? text, string at, string? filled = null)
    {
        foreach (var (language, sentence) in new[] { ("zh-CN", text?.Chinese), ("en", text?.English) })
        {
            var placeholders = Placeholder().Matches(sentence ?? "");
            if (placeholders.FirstOrDefault(x => x.Value != filled) is { } other)
            {
                add($"{at}/{language}", $"has {other.Value}: it may have {filled ?? "no braces"}");
            }
            else if (placeholders.Count > 1)
            {
                // Each line of an answer may have the text, with what is filled in.
                add($"{at}/{language}", $"has {filled} several times: it may have it once");
            }
        }
    }

    [GeneratedRegex(@"\{[^}]*\}?")]
    private static partial Regex Placeholder();
}
