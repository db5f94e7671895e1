using System.Collections;
using System.Globalization;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Policy;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Policy.PolicyCase;

namespace AfterSalesMesh.Mesh.Tests.Policy;

/// <summary>What the presets decide, and each of their numbers once with another value.</summary>
public sealed class PolicyEvaluationTests
{
    private static readonly LineFacts Faulty = Line with { Reason = Reasons.Defective };

    [Theory]
    // The day of delivery is not counted, and the seventh day counts whole.
    [InlineData("2026-03-08T12:01:00Z", "UTC", true)]
    [InlineData("2026-03-08T23:59:59.999Z", "UTC", true)]
    [InlineData("2026-03-09T00:00:00Z", "UTC", false)]
    [InlineData("2026-03-08T15:59:59Z", "Asia/Shanghai", true)]
    [InlineData("2026-03-08T16:00:00Z", "Asia/Shanghai", false)]
    public void The_window_is_seven_calendar_days_in_the_zone_of_the_storefront(
        string at,
        string zone,
        bool approved
    ) =>
        Fashion
            .DecideLine(Request with { At = DateTimeOffset.Parse(at, CultureInfo.InvariantCulture), TimeZone = zone })
            .Approved.ShouldBe(approved);

    [Fact]
    public void The_windows_of_the_presets_are_7_and_14_days_and_can_be_changed()
    {
        Fashion.DecideLine(Request.After(7)).Rule.ShouldBe("return_window");
        Fashion.DecideLine(Request.After(8)).Decision.ShouldBe(DecisionWords.Refuse);
        FashionEu.DecideLine(Request.After(14)).Rule.ShouldBe("withdrawal");
        FashionEu.DecideLine(Request.After(15)).Decision.ShouldBe(DecisionWords.Refuse);

        var longer = Fashion.With("windows/1/then/days", "30");
        longer.DecideLine(Request.After(30)).Approved.ShouldBeTrue();
        longer.DecideLine(Request.After(31)).Approved.ShouldBeFalse();
        var months = Fashion.With("windows/1/then", """{"months": 1}""");
        months.DecideLine(Request.After(31)).Approved.ShouldBeTrue();
        months.DecideLine(Request.After(32)).Approved.ShouldBeFalse();
    }

    [Fact]
    public void Goods_bought_in_a_shop_have_their_window_from_the_sale()
    {
        var sold = Of(Line with { DeliveredAt = null }) with { SoldIn = SalesChannels.Shop };

        // Sold three days before the others are delivered.
        Fashion.DecideLine(sold.After(4)).Rule.ShouldBe("shop_window");
        Fashion.DecideLine(sold.After(5)).Approved.ShouldBeFalse();
        Fashion.With("windows/0/then/from", "\"delivery\"").DecideLine(sold.After(4)).Rule.ShouldBe("not_delivered");
    }

    [Fact]
    public void Grace_days_approve_and_review_days_ask_an_agent()
    {
        var policy = Fashion.With("windows/1/then", """{"days": 7, "graceDays": 2, "reviewDays": 3}""");

        policy.DecideLine(Request.After(9)).Decision.ShouldBe(DecisionWords.Approve);
        policy.DecideLine(Request.After(9)).Until.ShouldBe(CalendarDays.EndOf(new(2026, 3, 8), TimeZoneInfo.Utc));
        policy.DecideLine(Request.After(10)).Decision.ShouldBe(DecisionWords.Review);
        policy.DecideLine(Request.After(12)).Decision.ShouldBe(DecisionWords.Review);
        policy.DecideLine(Request.After(13)).Decision.ShouldBe(DecisionWords.Refuse);
    }

    [Fact]
    public void A_season_makes_a_window_longer()
    {
        var christmas = Fashion.With(
            "windows/0",
            """{"rule": "christmas", "when": {"delivered": {"from": "11-15", "to": "01-05"}}, "then": {"days": 7, "until": "01-31"}}"""
        );
        var gift = Of(Line with { DeliveredAt = new(2026, 12, 20, 9, 0, 0, TimeSpan.Zero) });

        christmas.DecideLine(gift with { At = new(2027, 1, 31, 23, 59, 0, TimeSpan.Zero) }).Rule.ShouldBe("christmas");
        christmas.DecideLine(gift with { At = new(2027, 2, 1, 0, 1, 0, TimeSpan.Zero) }).Approved.ShouldBeFalse();
        christmas.DecideLine(Request.After(8)).Rule.ShouldBe("return_window");
    }

    [Fact]
    public void A_quality_defect_opens_the_window_again_for_12_months()
    {
        Fashion.DecideLine(Of(Faulty).After(7)).Rule.ShouldBe("return_window");
        var late = Fashion.DecideLine(Of(Faulty).After(365));
        (late.Rule, late.Basis).ShouldBe(("warranty", Bases.Warranty));
        Fashion.DecideLine(Of(Faulty).After(366)).Approved.ShouldBeFalse();
        FashionEu.DecideLine(Of(Faulty).After(730)).Approved.ShouldBeTrue();

        Fashion.With("warranty/0/then/months", "24").DecideLine(Of(Faulty).After(700)).Approved.ShouldBeTrue();
        // An extended warranty that was bought with the piece.
        var extended = Faulty with
        {
            WarrantyUntil = new(2029, 3, 1),
        };
        Fashion.DecideLine(Of(extended).After(1000)).Rule.ShouldBe("warranty");
        Fashion
            .With("warranty/0/then/covers", "[\"wrong_item\"]")
            .DecideLine(Of(extended).After(1000))
            .Rule.ShouldBe("return_window");
    }

    [Fact]
    public void Each_exclusion_holds_unless_the_piece_is_defective()
    {
        (string Rule, LineFacts Line)[] excluded =
        [
            ("final_sale", Line with { FinalSale = true }),
            ("made_to_measure", Line with { Attributes = ["embroidered"] }),
            ("hygiene", Line with { Category = "underwear/briefs", Declared = [DeclaredFlaws.Opened] }),
            ("altered", Line with { Declared = [DeclaredFlaws.Altered] }),
            ("resaleable", Line with { Declared = [DeclaredFlaws.TagsRemoved] }),
            ("sealed", Line with { Category = "swimwear", Declared = [DeclaredFlaws.PackagingMissing] }),
        ];
        foreach (var (rule, line) in excluded)
        {
            var refused = Fashion.DecideLine(Of(line));
            (refused.Decision, refused.Rule).ShouldBe((DecisionWords.Refuse, rule));
            Fashion.DecideLine(Of(line with { Reason = Reasons.Defective })).Approved.ShouldBeTrue(rule);
        }
        Fashion.DecideLine(Of(Line with { Category = "underwear" })).Required.ShouldContain("unopened");
        Fashion
            .DecideLine(Of(Line with { Category = "underwearables", Declared = ["opened"] }))
            .Approved.ShouldBeTrue();
        // In the EU a reduced price takes no right away.
        FashionEu.DecideLine(Of(Line with { FinalSale = true })).Approved.ShouldBeTrue();
        Fashion
            .With(
                "exclusions/0",
                """{"rule": "final_sale", "when": {"finalSale": true}, "then": {"returnable": true}}"""
            )
            .DecideLine(Of(Line with { FinalSale = true }))
            .Approved.ShouldBeTrue();
    }

    private static readonly SetFacts Suit = new(
        "suit",
        [new SetPart(Line.LineId, 1, 10_000), new SetPart("trousers", 1, 4_000)]
    );

    [Fact]
    public void A_part_of_a_set_is_refused_deducted_or_taken()
    {
        var part = Of(Line with { Set = "suit" }) with { Sets = [Suit] };

        Fashion.DecideLine(part).Rule.ShouldBe("sets_together");
        PolicyEvaluation.Of(part, FashionEu).Deduction.ShouldBe(4_000);
        PolicyEvaluation.Of(part, FashionEu.With("sets/0/then/incomplete", "\"allow\"")).Deduction.ShouldBe(0);
        Fashion
            .DecideLine(part with { Sets = [Suit with { Lines = [Suit.Lines[0], Suit.Lines[1] with { Back = 1 }] }] })
            .Approved.ShouldBeTrue();
        Fashion.DecideLine(Of(Faulty with { Set = "suit" }) with { Sets = part.Sets }).Approved.ShouldBeTrue();
    }

    [Fact]
    public void A_set_is_deducted_once_however_many_of_its_lines_come_back()
    {
        var two = Request with
        {
            Lines = [Line with { Set = "suit" }, Line with { LineId = "belt", Set = "suit" }],
            Sets = [Suit with { Lines = [.. Suit.Lines, new SetPart("belt", 1, 1_000)] }],
        };

        PolicyEvaluation.Of(two, FashionEu).Deduction.ShouldBe(4_000);
    }

    [Fact]
    public void Postage_and_fee_depend_on_the_reason()
    {
        var (changed, faulty) = (Fashion.DecideLine(Request), Fashion.DecideLine(Of(Faulty)));

        (changed.Refund, changed.ReturnPostage).ShouldBe((10_000, Payers.Customer));
        (faulty.Refund, faulty.ReturnPostage).ShouldBe((10_500, Payers.Shop));
        FashionEu.DecideLine(Request).Refund.ShouldBe(10_500);
        var fee = Fashion.With(
            "costs/1",
            """{"rule": "fee", "when": {"currency": ["CNY"]}, "then": {"restockingPercent": 12.5, "returnFee": 800, "returnPostage": "shop"}}"""
        );
        PolicyEvaluation.Of(Request, fee).Refund.ShouldBe(10_000 - 1_250 - 800);
        PolicyEvaluation.Of(Request with { Currency = "EUR" }, fee).Refund.ShouldBe(10_000);
    }

    [Fact]
    public void A_saving_is_shared_by_all_pieces_or_clawed_back_and_never_more_than_was_paid()
    {
        // Spend 300, save 50: two shirts of 200, of which one is kept. Each has 25 of the saving.
        var order = new OrderFacts(Goods: 40_000, Discount: 5_000, Returned: 0);
        var first = Of(Line with { Paid = 17_500, Value = 20_000 }) with { Order = order };
        var second = first with { Order = order with { Returned = 20_000 } };
        var clawBack = Fashion with
        {
            Promotions =
            [
                new PolicyRule<PromotionTerms>
                {
                    Rule = "spend_300",
                    Then = new() { Spend = 30_000, ClawBack = true },
                },
            ],
        };

        PolicyEvaluation.Of(first, Fashion).Refund.ShouldBe(17_500);
        PolicyEvaluation.Of(first, clawBack).Refund.ShouldBe(15_000);
        PolicyEvaluation.Of(first, clawBack).RulesOf(Subjects.Promotions).ShouldBe(["spend_300"]);
        // The kept shirt was paid in full then, and now gives that back.
        PolicyEvaluation.Of(second, clawBack).Refund.ShouldBe(20_000);
    }

    [Fact]
    public void A_resolution_that_is_not_on_offer_is_refused_and_one_that_cannot_be_carried_out_is_shown_so()
    {
        var repair = Fashion.DecideLine(Of(Line with { Resolution = Resolutions.Repair }));
        (repair.Rule, repair.Text!.English).ShouldBe(
            ("any_reason", "For goods without a fault you can choose: refund, store credit, exchange.")
        );
        var exchange = Fashion.DecideLine(Of(Line with { Resolution = Resolutions.Exchange }));
        exchange.Approved.ShouldBeTrue();
        exchange
            .Offers.Select(x => (x.Kind, x.Available))
            .ShouldBe([("refund", true), ("store_credit", true), ("exchange", false)]);
        Fashion.With("resolutions/1/then/offer", "[\"exchange\"]").DecideLine(Request).Rule.ShouldBe("any_reason");
    }

    [Fact]
    public void An_exchange_is_offered_twice()
    {
        var again = Line with { Resolution = Resolutions.Exchange, Exchanges = 2 };

        Fashion.DecideLine(Of(again)).Rule.ShouldBe("twice");
        Fashion.DecideLine(Of(again with { Exchanges = 1 })).Approved.ShouldBeTrue();
        Fashion.With("exchanges/0/then/limit", "3").DecideLine(Of(again)).Approved.ShouldBeTrue();
        Fashion
            .DecideLine(Of(again with { Resolution = Resolutions.Refund }))
            .Offers.ShouldNotContain(x => x.Kind == "exchange");
    }

    [Fact]
    public void Offers_that_are_not_available_yet_are_decided_and_shown_as_unavailable()
    {
        var policy = Read(
            """
            {"name": "all offers", "reasons": [{"word": "too_small", "text": {"zh-CN": "小", "en": "small"}}],
             "windows": [{"rule": "week", "then": {"days": 7}}],
             "resolutions": [{"rule": "all", "then": {"offer": ["refund", "store_credit", "exchange"]}}],
             "storeCredit": [{"rule": "bonus", "then": {"bonusPercent": 7.5}}],
             "advances": [{"rule": "gold", "when": {"tier": ["gold"]}, "then": {"instantRefund": true, "exchangeInAdvance": true}}],
             "returnless": [{"rule": "cheap", "when": {"currency": ["CNY"], "lineValueBelow": 2000}, "then": {"keepGoods": true}}],
             "keepOffers": [{"rule": "keep", "then": {"percents": [10, 20]}}],
             "clocks": [{"rule": "usual", "then": {}}]}
            """
        );
        var gold = Of(Line with { Paid = 1_900 }) with { Tier = "gold" };

        var offers = policy.DecideLine(gold).Offers;

        offers.Single(x => x.Kind == "store_credit_bonus").Available.ShouldBeTrue();
        policy
            .DecideLine(gold with { PaidWithStoreCredit = true })
            .Offers.ShouldNotContain(x => x.Kind == "store_credit_bonus");
        offers
            .Where(x => !x.Available)
            .Select(x => (x.Kind, x.Rule, x.Percent))
            .ShouldBe([
                ("exchange", "all", null),
                ("instant_refund", "gold", null),
                ("exchange_in_advance", "gold", null),
                ("returnless_refund", "cheap", null),
                ("keep_item", "keep", 10m),
                ("keep_item", "keep", 20m),
            ]);
        offers.Where(x => !x.Available).ShouldAllBe(x => x.Text != null);
        policy
            .DecideLine(Request)
            .Offers.ShouldNotContain(x => x.Kind == "instant_refund" || x.Kind == "returnless_refund");
    }

    [Fact]
    public void High_values_missing_photos_and_repeated_returners_wait_for_an_agent()
    {
        Reviewed(Of(Line with { Paid = 500_001 })).ShouldBe(["high_value"]);
        Reviewed(Of(Line with { Paid = 500_000 })).ShouldBeEmpty();
        Reviewed(Of(Faulty with { Paid = 100_001 })).ShouldBe(["missing_evidence"]);
        Reviewed(Of(Faulty with { Paid = 100_001, Evidence = true })).ShouldBeEmpty();
        Reviewed(Request with { Standing = new(5, 10, 5, 7, 0, 0) }).ShouldBe(["repeated_returner"]);
        Reviewed(Request with { Standing = new(5, 10, 5, 6, 0, 0) }).ShouldBeEmpty();
        Reviewed(Request with { Standing = new(4, 10, 5, 7, 0, 0) }).ShouldBeEmpty();
        PolicyEvaluation
            .Of(Of(Line with { Paid = 500_001 }), Fashion.With("reviews/0/when/requestValueAbove", "600000"))
            .Decision.ShouldBe(DecisionWords.Approve);

        string[] Reviewed(PolicyFacts facts)
        {
            var outcome = PolicyEvaluation.Of(facts, Fashion);
            return [.. outcome.AllRules.Where(x => x.Effect == DecisionWords.Review).Select(x => x.Rule)];
        }
    }

    [Theory]
    [InlineData("note", DecisionWords.Approve)]
    [InlineData("review", DecisionWords.Review)]
    [InlineData("refuse", DecisionWords.Refuse)]
    public void Standing_notes_reviews_or_refuses_as_the_policy_says(string effect, string decision)
    {
        var policy = Fashion.With("fairUse/0/then/effect", $"\"{effect}\"");
        var often = Request with { Standing = new(5, 100, 30, 51, 0, 0) };

        var outcome = PolicyEvaluation.Of(often, policy);

        outcome.Decision.ShouldBe(decision);
        outcome.Rules.Single(x => x.Subject == Subjects.FairUse).Text!.Chinese.ShouldContain("超过一半");
        PolicyEvaluation
            .Of(often with { Standing = new(5, 100, 30, 50, 0, 0) }, policy)
            .RulesOf(Subjects.FairUse)
            .ShouldBeEmpty();
    }

    [Theory]
    [InlineData("returnsAbove", 3)]
    [InlineData("mismatchesAbove", 1)]
    [InlineData("wornAbove", 2)]
    public void Each_figure_of_the_standing_is_a_condition(string condition, int bound)
    {
        var policy = Fashion.With("fairUse/0/when", $$"""{"{{condition}}": {{bound}}}""");
        Standing at = new(1, 1, 3, 1, 1, 2);
        Standing[] above = [at with { Returns = 4 }, at with { Mismatches = 2 }, at with { Worn = 3 }];

        Fires(at).ShouldBeFalse();
        above.Count(Fires).ShouldBe(1);

        bool Fires(Standing standing) =>
            PolicyEvaluation.Of(Request with { Standing = standing }, policy).RulesOf(Subjects.FairUse).Length > 0;
    }

    [Fact]
    public void The_clocks_of_the_presets_are_those_of_the_trade_and_can_be_changed()
    {
        var clocks = PolicyEvaluation.Of(Request, Fashion).Clocks;

        (clocks.Agent, clocks.Judgement, clocks.Offer).ShouldBe(
            (PolicyDuration.Parse("PT48H"), PolicyDuration.Parse("P10D"), PolicyDuration.Parse("P7D"))
        );
        (clocks.AgentDefault, clocks.JudgementDefault, clocks.OfferDefault).ShouldBe(("approve", "refund", "decline"));
        var fast = Fashion.With("clocks/0/then/handOver", "\"PT20S\"");
        PolicyEvaluation.Of(Request, fast).Clocks.HandOver.ShouldBe(PolicyDuration.Parse("PT20S"));
        PolicyEvaluation
            .Of(Request, fast.With("clocks/0/then/agentDefault", "\"reject\""))
            .Clocks.AgentDefault.ShouldBe("reject");
    }

    [Fact]
    public void Goods_are_disposed_of_and_sent_by_category_and_country()
    {
        var policy = Fashion
            .With(
                "dispositions",
                """
                [{"rule": "socks", "when": {"category": ["hosiery"]}, "then": {"A": "recycle", "B": "recycle", "C": "recycle", "D": "destroy"}},
                 {"rule": "rest", "then": {"A": "restock", "B": "refurbish", "C": "donate", "D": "recycle"}}]
                """
            )
            .With(
                "destinations",
                """[{"rule": "hub", "when": {"country": ["DE"], "sku": ["S1"]}, "then": {"address": "hub-de"}}]"""
            );

        policy.DecideLine(Of(Line with { Category = "Hosiery/socks" })).DispositionRule.ShouldBe("socks");
        policy.DecideLine(Request).Dispositions.C.ShouldBe("donate");
        policy.DecideLine(Of(Line with { Sku = "S1" }) with { Country = "DE" }).Destination.ShouldBe("hub-de");
        policy.DecideLine(Of(Line with { Sku = "S1" })).Destination.ShouldBeNull();
        Fashion.DecideLine(Request).Dispositions.ShouldBe(DispositionTerms.GreenestFirst);
    }

    [Fact]
    public void Lines_of_one_order_line_share_what_is_left()
    {
        var line = Line with { Left = 2 };
        var outcome = PolicyEvaluation.Of(
            Request with
            {
                Lines =
                [
                    line,
                    line with
                    {
                        Quantity = 2,
                        Reason = Reasons.Defective,
                    },
                    line with
                    {
                        Reason = Reasons.Defective,
                    },
                ],
            },
            Fashion
        );

        outcome.Lines.Select(x => x.Rule).ShouldBe(["return_window", "quantity_left", "return_window"]);
        outcome.Lines[1].Text!.English.ShouldContain("Only 1 of this item can still be returned");
        outcome.Decision.ShouldBe(DecisionWords.Refuse);
        Fashion.DecideLine(Of(Line with { Left = 0 })).Text!.English.ShouldContain("already been returned");
    }

    [Fact]
    public void Built_in_rules_refuse_without_a_policy_rule()
    {
        (string Rule, PolicyFacts Facts)[] refused =
        [
            (BuiltIn.UnknownLine, Of(Line with { Left = null })),
            (BuiltIn.QuantityLeft, Of(Line with { Quantity = 2 })),
            (BuiltIn.NotDelivered, Of(Line with { DeliveredAt = null })),
            (BuiltIn.NotDelivered, Of(Line with { DeliveredAt = Delivered.AddDays(2) })),
            (BuiltIn.NoCustomer, Of(Line with { Resolution = Resolutions.StoreCredit }) with { HasCustomer = false }),
            (BuiltIn.UnknownReason, Of(Line with { Reason = "other" })),
        ];
        foreach (var (rule, facts) in refused)
        {
            var line = Fashion.DecideLine(facts);
            (line.Rule, line.Approved).ShouldBe((rule, false));
            line.Text.ShouldNotBeNull();
        }
    }

    /// <summary>Thousands of lines with several attributes each may meet a policy that has thousands of them.</summary>
    [Fact]
    public void The_attributes_of_a_rule_are_read_once_and_then_looked_up()
    {
        var words = new ReadCounter(["made_to_measure", "embroidered"]);
        var when = new RuleConditions { Attribute = words };
        var read = words.Reads;

        Holds("plain", "new", "embroidered").ShouldBeTrue();
        Holds("plain", "new").ShouldBeFalse();

        words.Reads.ShouldBe(read);

        bool Holds(params string[] attributes) =>
            when.Matches(new(Request, Line with { Attributes = attributes }, false, null, 10_000, TimeZoneInfo.Utc));
    }

    [Theory]
    [InlineData("shoes", "shoes", true)]
    [InlineData("SHOES", "shoes", true)]
    [InlineData("shoes/boots", "shoes", true)]
    [InlineData("shoes/Boots/high", "SHOES/boots", true)]
    [InlineData("schuhe/größe", "SCHUHE/GRÖSSE", false)]
    [InlineData("é/ü", "É", true)]
    [InlineData("shoestrings", "shoes", false)]
    [InlineData("shoes", "shoes/boots", false)]
    [InlineData("/shoes", "shoes", false)]
    [InlineData("shoes/", "shoes", true)]
    [InlineData(null, "shoes", false)]
    public void A_category_holds_for_those_below_it_in_upper_and_lower_case(string? line, string rule, bool holds)
    {
        Category(rule).Matches(ScopeOf(Line with { Category = line })).ShouldBe(holds);
        if (line is not null)
        {
            Category(rule).Include(Category(line)).ShouldBe(holds);
        }

        static RuleConditions Category(string category) => new() { Category = [category] };
    }

    /// <summary>Thousands of lines may meet a policy that has thousands of categories, and each of its rules is compared with the others.</summary>
    [Fact]
    public void The_categories_of_a_rule_are_read_once_and_then_looked_up()
    {
        var words = new ReadCounter([.. Enumerable.Range(0, 100).Select(i => $"é{i}")]);
        var when = new RuleConditions { Category = words };
        when.Include(when).ShouldBeTrue();
        var read = words.Reads;

        when.Matches(ScopeOf(Line with { Category = "É99/x" })).ShouldBeTrue();
        when.Matches(ScopeOf(Line with { Category = "É100" })).ShouldBeFalse();
        for (var i = 0; i < 10; i++)
        {
            when.Include(new RuleConditions { Category = ["é1", $"é{i}/y"] }).ShouldBeTrue();
            new RuleConditions { Category = [$"é{i}"] }
                .Include(when)
                .ShouldBeFalse();
        }

        words.Reads.ShouldBe(read);
    }

    private static RuleScope ScopeOf(LineFacts line) => new(Request, line, false, null, 10_000, TimeZoneInfo.Utc);

    /// <summary>A list that counts how often it is read.</summary>
    private sealed class ReadCounter(string[] words) : IReadOnlyList<string>
    {
        public int Reads { get; private set; }

        public int Count => words.Length;

        public string this[int index]
        {
            get
            {
                Reads++;
                return words[index];
            }
        }

        public IEnumerator<string> GetEnumerator()
        {
            Reads++;
            return words.AsEnumerable().GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
