namespace AfterSalesMesh.Returns.Policy;

/// <summary>
/// Decides a request by a policy: a pure function from facts and document to the outcome and the rules that fired. The same
/// facts and document always give the same outcome.
/// </summary>
internal sealed class PolicyEvaluation
{
    private readonly PolicyFacts _facts;
    private readonly PolicyDocument _document;
    private readonly TimeZoneInfo _zone;
    private readonly long _requestValue;
    private readonly Dictionary<string, int> _approvedQuantities = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RequestedSet> _sets;
    private readonly List<FiredRule> _rules = [];
    private readonly HashSet<string> _setsWithDeduction = new(StringComparer.Ordinal);
    private Promotion? _promotion;
    private long _deduction;

    private PolicyEvaluation(PolicyFacts facts, PolicyDocument document)
    {
        (_facts, _document) = (facts, document);
        _zone = TimeZoneInfo.FindSystemTimeZoneById(facts.TimeZone);
        _requestValue = facts.Lines.Sum(x => x.Paid) + (facts.Others?.Paid ?? 0);
        var lines = facts.Lines.ToLookup(x => x.Set ?? "", StringComparer.Ordinal);
        _sets = (facts.Sets ?? []).ToDictionary(
            x => x.Set,
            x => new RequestedSet(x, lines[x.Set]),
            StringComparer.Ordinal
        );
    }

    public static PolicyOutcome Of(PolicyFacts facts, PolicyDocument document) =>
        new PolicyEvaluation(facts, document).Decide();

    private PolicyOutcome Decide()
    {
        List<LineOutcome> lines = [.. _facts.Lines.Select(x => new LineEvaluation(this, x).Decide())];
        var scopes = lines.Zip(_facts.Lines, (outcome, line) => ScopeOf(line, outcome.Basis)).ToList();
        var approved = scopes.Where((_, i) => lines[i].Approved).ToList();
        if (approved.Count > 0)
        {
            DecideRequest(approved);
            ClawBack(approved);
            DeductSets([.. lines.Zip(_facts.Lines).Where(x => x.First.Approved)]);
        }
        var decision =
            lines.Exists(x => !x.Approved) || _rules.Exists(x => x.Effect == DecisionWords.Refuse)
                ? DecisionWords.Refuse
            : lines.Exists(x => x.Decision == DecisionWords.Review)
            || _rules.Exists(x => x.Effect == DecisionWords.Review)
                ? DecisionWords.Review
            : DecisionWords.Approve;
        var feeOfOthers = _facts.Others?.ReturnFee ?? 0;
        var fee = lines.Select(x => x.ReturnFee).Append(feeOfOthers).Max();
        return new(decision, lines, _rules, ClocksOf(scopes), _deduction + fee - feeOfOthers, fee)
        {
            Promotion = _promotion,
            SetsWithDeduction = _setsWithDeduction,
        };
    }

    /// <summary>Fair use and reviews: a rule of the request applies when one of its lines meets its conditions.</summary>
    private void DecideRequest(List<RuleScope> lines)
    {
        if (FirstOf(_document.FairUse, lines) is { } fair)
        {
            var effect = fair.Then.Effect == StandingEffects.Note ? null : fair.Then.Effect;
            _rules.Add(new(Subjects.FairUse, fair.Rule, effect, TextOf(Subjects.FairUse, fair.Text)));
        }
        if (FirstOf(_document.Reviews, lines) is { } review)
        {
            _rules.Add(
                review.Then.Review
                    ? new(Subjects.Reviews, review.Rule, DecisionWords.Review, TextOf(Subjects.Reviews, review.Text))
                    : new(Subjects.Reviews, review.Rule, null, null)
            );
        }
    }

    /// <summary>
    /// The kept goods had a share of the order's discount, which a promotion takes back when less is kept than it required. A later
    /// return of such a piece gives the share back, so that all pieces together add up to the amount paid.
    /// </summary>
    private void ClawBack(List<RuleScope> lines)
    {
        if (
            _facts.Order is not { Discount: > 0, Goods: > 0 } order
            || (order.TakenBack == 0 && !_document.Promotions.Any(x => x.Then.ClawBack))
        )
        {
            return;
        }
        var rule = FirstOf(_document.Promotions, lines);
        var applies = rule is { Then.ClawBack: true } && order.Goods >= rule.Then.Spend;
        _promotion = new(applies ? rule!.Then.Spend : 0, order.Discount, order.Goods);
        var kept = order.Goods - order.Returned;
        var before = order.AllRefunded ? order.TakenBack : _promotion.TakenBack(kept, order.TakenBack);
        var clawedBack = _promotion.TakenBack(kept - lines.Sum(x => x.Line.Value), before) - before;
        _deduction += clawedBack;
        if (clawedBack != 0 && applies)
        {
            _rules.Add(new(Subjects.Promotions, rule!.Rule, null, rule.Text));
        }
    }

    /// <summary>Deducts the kept parts of sets, and gives back what was deducted for parts that come now.</summary>
    private void DeductSets(List<(LineOutcome Outcome, LineFacts Facts)> lines)
    {
        var deducts = _document.Sets.Any(x => x.Then.Incomplete == IncompleteSets.Deduct);
        var back = lines
            .Where(x => x.Facts.Set is not null)
            .GroupBy(x => x.Facts.LineId, StringComparer.Ordinal)
            .ToDictionary(
                x => x.Key,
                x => new PiecesBack(
                    x.Sum(y => y.Facts.Quantity),
                    x.Sum(y => y.Outcome.DeductsSet ? y.Facts.Quantity : 0)
                ),
                StringComparer.Ordinal
            );
        foreach (var set in _facts.Sets ?? [])
        {
            if (!set.Lines.Any(x => back.ContainsKey(x.LineId)) || (!deducts && set.Deducted == 0))
            {
                continue;
            }
            _deduction +=
                SetParts.ValueOf([.. set.Lines.Select(x => x.With(back.GetValueOrDefault(x.LineId)))]) - set.Deducted;
            _setsWithDeduction.Add(set.Set);
        }
    }

    private ClockTerms ClocksOf(List<RuleScope> lines)
    {
        var rule = FirstOf(_document.Clocks, lines) ?? _document.Clocks[^1];
        _rules.Add(new(Subjects.Clocks, rule.Rule, null, null));
        return rule.Then;
    }

    private RuleScope ScopeOf(LineFacts line, string? basis) =>
        new(_facts, line, _document.Reason(line.Reason)?.Quality == true, basis, _requestValue, _zone);

    private static PolicyRule<T>? FirstOf<T>(IReadOnlyList<PolicyRule<T>> rules, List<RuleScope> lines) =>
        rules.FirstOrDefault(rule => lines.Exists(rule.When.Matches));

    private static LocalText TextOf(string subject, LocalText? text) => text ?? BuiltIn.OfSubject[subject];

    /// <summary>Counts the sets of one kind of which the customer would keep only a part.</summary>
    private sealed class RequestedSet
    {
        private readonly int _sets;
        private readonly int _complete;
        private readonly Dictionary<string, SetPart> _parts;

        // The pieces that may not come back alone so far, by line.
        private readonly Dictionary<string, int> _notAlone = new(StringComparer.Ordinal);
        private int _touched;

        /// <param name="lines">The lines of the request that are in the set.</param>
        public RequestedSet(SetFacts set, IEnumerable<LineFacts> lines)
        {
            var requested = lines
                .GroupBy(x => x.LineId, StringComparer.Ordinal)
                .ToDictionary(x => x.Key, x => x.Sum(y => y.Quantity), StringComparer.Ordinal);
            _sets = SetParts.SetsIn(set.Lines);
            _complete = CompleteWith(requested);
            _parts = set.Lines.ToDictionary(x => x.LineId, StringComparer.Ordinal);
            _touched = set.Lines.Max(x => x.Touches(x.Back, _sets));
            IncompleteBefore = _touched - CompleteWith([]);

            int CompleteWith(Dictionary<string, int> pieces) =>
                set.Lines.Min(x => (x.Back + pieces.GetValueOrDefault(x.LineId)) / (x.Quantity / _sets));
        }

        /// <summary>The number of sets of which the customer keeps only a part without this request.</summary>
        public int IncompleteBefore { get; }

        /// <summary>
        /// That number when the whole request comes back, caused by this line and those before it that may not come back alone.
        /// </summary>
        /// <param name="isAllowed">True when this line may come back alone.</param>
        public int IncompleteWith(LineFacts line, bool isAllowed)
        {
            var part = _parts[line.LineId];
            var pieces = _notAlone.GetValueOrDefault(line.LineId) + line.Quantity;
            var touched = Math.Max(_touched, part.Touches(part.Back + pieces, _sets));
            if (!isAllowed)
            {
                (_notAlone[line.LineId], _touched) = (pieces, touched);
            }
            return touched - _complete;
        }
    }

    /// <summary>The decision on one line.</summary>
    private sealed class LineEvaluation(PolicyEvaluation request, LineFacts line)
    {
        private readonly List<FiredRule> _rules = [];
        private readonly List<PolicyOffer> _offers = [];
        private RuleScope _scope = request.ScopeOf(line, null);
        private string _decision = DecisionWords.Approve;
        private string _rule = "";
        private PolicyRule<ConditionTerms>? _conditions;
        private DateTimeOffset? _until;
        private DateTimeOffset? _warrantyUntil;
        private bool _deductsSet;

        private PolicyDocument Document => request._document;

        public LineOutcome Decide()
        {
            // Each adds the rules that it applies, and is true when it refuses the line.
            if (
                ApplyBuiltInRules()
                || ApplyExclusions()
                || ApplyConditions()
                || ApplyWindowAndWarranty()
                || ApplyResolutions()
                || ApplySets()
            )
            {
                return LineOutcome.Refuse(line, _rules);
            }
            request._approvedQuantities[line.LineId] = ApprovedQuantity + line.Quantity;
            if (_conditions is not null)
            {
                Note(Subjects.Conditions, _conditions.Rule);
            }
            AddOffers();
            var costs = Rule(Subjects.Costs, Document.Costs)?.Then ?? new CostTerms();
            var dispositions = Rule(Subjects.Dispositions, Document.Dispositions);
            var terms = costs.ToTerms();
            var fee = (long)((Int128)line.Paid * terms.RestockingFee / 10_000);
            return new(
                line.LineId,
                _decision,
                _rule,
                null,
                _scope.Basis,
                _until,
                _warrantyUntil,
                terms,
                costs.ReturnPostage,
                line.Paid - fee + (terms.PostageRefunded ? line.Postage : 0),
                _conditions?.Then.Required ?? [],
                _offers,
                dispositions?.Then ?? DispositionTerms.GreenestFirst,
                dispositions?.Rule ?? BuiltIn.Dispositions,
                Rule(Subjects.Destinations, Document.Destinations)?.Then.Address,
                _rules
            )
            {
                ReturnFee = costs.ReturnFee,
                DeductsSet = _deductsSet,
            };
        }

        private int ApprovedQuantity => request._approvedQuantities.GetValueOrDefault(line.LineId);

        /// <summary>Applies the built-in refusals, which no document has to contain.</summary>
        private bool ApplyBuiltInRules() =>
            line.Left is not { } left ? Refuse(BuiltIn.UnknownLine)
            : line.Quantity > left - ApprovedQuantity
                ? Refuse(
                    null,
                    BuiltIn.QuantityLeft,
                    left > ApprovedQuantity
                        ? BuiltIn.Refusals[BuiltIn.QuantityLeft].With(left - ApprovedQuantity)
                        : BuiltIn.NoneLeft
                )
            : line.Resolution == Contracts.Words.Resolutions.StoreCredit && !request._facts.HasCustomer
                ? Refuse(BuiltIn.NoCustomer)
            : Document.Reason(line.Reason) is null && Refuse(BuiltIn.UnknownReason);

        private bool ApplyExclusions() =>
            First(Document.Exclusions) is { } rule
            && (
                rule.Then.Returnable
                    ? Note(Subjects.Exclusions, rule.Rule)
                    : Refuse(Subjects.Exclusions, rule.Rule, TextOf(Subjects.Exclusions, rule.Text))
            );

        private bool ApplyConditions() =>
            (_conditions = First(Document.Conditions)) is { } rule
            && line.Declared.Any(x => GoodsConditions.OppositeOf(x) is { } lost && rule.Then.Required.Contains(lost))
            && Refuse(
                Subjects.Conditions,
                rule.Rule,
                TextOf(Subjects.Conditions, rule.Text).With(rule.Then.Required.Select(BuiltIn.NameOf))
            );

        /// <summary>Checks the window, else the warranty, else the days in which an agent decides.</summary>
        private bool ApplyWindowAndWarranty()
        {
            var (now, zone) = (request._facts.At, request._zone);
            var window = First(Document.Windows)!;
            var sold = request._facts.SoldAt;
            var begin = window.Then.From == WindowStarts.Sale ? sold ?? line.DeliveredAt : line.DeliveredAt;
            if (begin is not { } start || start > now)
            {
                return Refuse(BuiltIn.NotDelivered);
            }
            var last = window.Then.LastDayFrom(CalendarDays.Of(start, zone));
            var warranty = First(Document.Warranty);
            _warrantyUntil = warranty is null ? null : EndOfWarranty(warranty.Then, line.DeliveredAt ?? start);
            if (now.IsUntil(CalendarDays.EndOf(last.AddDays(window.Then.GraceDays), zone)))
            {
                return Approve(Bases.Return, Subjects.Windows, window.Rule, CalendarDays.EndOf(last, zone));
            }
            if (warranty is not null && warranty.Then.Covers.Contains(line.Reason))
            {
                var end = _warrantyUntil!.Value;
                return now.IsUntil(end)
                    ? Approve(Bases.Warranty, Subjects.Warranty, warranty.Rule, end)
                    : Refuse(
                        Subjects.Warranty,
                        warranty.Rule,
                        TextOf(Subjects.Warranty, warranty.Text).With(CalendarDays.Of(end, zone))
                    );
            }
            if (now.IsUntil(CalendarDays.EndOf(last.AddDays(window.Then.GraceDays + window.Then.ReviewDays), zone)))
            {
                _decision = DecisionWords.Review;
                _rules.Add(new(Subjects.Windows, window.Rule, DecisionWords.Review, BuiltIn.LateReview.With(last)));
                return Approve(Bases.Return, null, window.Rule, CalendarDays.EndOf(last, zone));
            }
            return Refuse(Subjects.Windows, window.Rule, TextOf(Subjects.Windows, window.Text).With(last));
        }

        private DateTimeOffset EndOfWarranty(WarrantyTerms terms, DateTimeOffset start)
        {
            var end = CalendarDays.Of(start, request._zone).AddMonths(terms.Months);
            return CalendarDays.EndOf(line.WarrantyUntil > end ? line.WarrantyUntil.Value : end, request._zone);
        }

        private bool ApplySets()
        {
            if (
                line.Set is null
                || !request._sets.TryGetValue(line.Set, out var set)
                || First(Document.Sets) is not { } rule
            )
            {
                return false;
            }
            _deductsSet = rule.Then.Incomplete == IncompleteSets.Deduct;
            var incomplete = set.IncompleteWith(line, isAllowed: rule.Then.Incomplete == IncompleteSets.Allow);
            return rule.Then.Incomplete == IncompleteSets.Refuse
                ? incomplete > set.IncompleteBefore
                    && Refuse(Subjects.Sets, rule.Rule, TextOf(Subjects.Sets, rule.Text))
                : incomplete > 0 && Note(Subjects.Sets, rule.Rule);
        }

        /// <summary>True when the resolution is not offered; one that is offered and not available yet is not refused here.</summary>
        private bool ApplyResolutions()
        {
            var rule = First(Document.Resolutions);
            var offer = rule?.Then.Offer ?? [Contracts.Words.Resolutions.Refund];
            if (!offer.Contains(line.Resolution))
            {
                var text = (rule?.Text ?? BuiltIn.Refusals[BuiltIn.NotOffered]).With(offer.Select(BuiltIn.NameOf));
                return rule is null
                    ? Refuse(null, BuiltIn.NotOffered, text)
                    : Refuse(Subjects.Resolutions, rule.Rule, text);
            }
            var exchange = First(Document.Exchanges);
            var exhausted = exchange is not null && line.Exchanges >= exchange.Then.Limit;
            if (exhausted && line.Resolution == Contracts.Words.Resolutions.Exchange)
            {
                return Refuse(Subjects.Exchanges, exchange!.Rule, TextOf(Subjects.Exchanges, exchange.Text));
            }
            foreach (var kind in offer.Where(x => x != Contracts.Words.Resolutions.Exchange || !exhausted))
            {
                Offer(kind, rule?.Rule ?? BuiltIn.RefundOnly);
            }
            return rule is not null && Note(Subjects.Resolutions, rule.Rule);
        }

        private void AddOffers()
        {
            // A customer who buys with store credit and returns the goods repeatedly would get a bonus each time.
            if (
                !request._facts.PaidWithStoreCredit
                && _offers.Exists(x => x.Kind == OfferKinds.StoreCredit)
                && Rule(Subjects.StoreCredit, Document.StoreCredit) is { Then.BonusPercent: > 0 } bonus
            )
            {
                Offer(OfferKinds.StoreCreditBonus, bonus.Rule, bonus.Then.BonusPercent);
            }
            if (Rule(Subjects.Advances, Document.Advances) is { } advance)
            {
                if (advance.Then.InstantRefund)
                {
                    Offer(OfferKinds.InstantRefund, advance.Rule);
                }
                if (advance.Then.ExchangeInAdvance && _offers.Exists(x => x.Kind == OfferKinds.Exchange))
                {
                    Offer(OfferKinds.ExchangeInAdvance, advance.Rule);
                }
            }
            if (Rule(Subjects.Returnless, Document.Returnless) is { Then.KeepGoods: true } returnless)
            {
                Offer(OfferKinds.Returnless, returnless.Rule);
            }
            if (Rule(Subjects.KeepOffers, Document.KeepOffers) is { } keep)
            {
                foreach (var percent in keep.Then.Percents)
                {
                    Offer(OfferKinds.KeepItem, keep.Rule, percent);
                }
            }
        }

        private void Offer(string kind, string rule, decimal? percent = null)
        {
            var available = CarriedOut.Contains(kind);
            _offers.Add(new(kind, rule, percent, available, available ? null : BuiltIn.Unavailable));
        }

        private bool Approve(string basis, string? subject, string rule, DateTimeOffset until)
        {
            (_rule, _until, _scope) = (rule, until, _scope with { Basis = basis });
            if (subject is not null)
            {
                _rules.Add(new(subject, rule, DecisionWords.Approve, null));
            }
            return false;
        }

        private bool Refuse(string builtIn) => Refuse(null, builtIn, BuiltIn.Refusals[builtIn]);

        private bool Refuse(string? subject, string rule, LocalText text)
        {
            _rules.Add(new(subject, rule, DecisionWords.Refuse, text));
            return true;
        }

        private PolicyRule<T>? First<T>(IReadOnlyList<PolicyRule<T>> rules)
        {
            foreach (var rule in rules)
            {
                if (rule.When.Matches(_scope))
                {
                    return rule;
                }
            }
            return null;
        }

        /// <summary>Finds the rule that applies and adds it to the fired rules.</summary>
        private PolicyRule<T>? Rule<T>(string subject, IReadOnlyList<PolicyRule<T>> rules)
        {
            var rule = First(rules);
            if (rule is not null)
            {
                Note(subject, rule.Rule);
            }
            return rule;
        }

        /// <returns>Always false: the line is not refused.</returns>
        private bool Note(string subject, string rule)
        {
            _rules.Add(new(subject, rule, null, null));
            return false;
        }
    }

    /// <summary>The offers that are available today.</summary>
    private static readonly HashSet<string> CarriedOut =
    [
        OfferKinds.Refund,
        OfferKinds.StoreCredit,
        OfferKinds.StoreCreditBonus,
    ];
}
