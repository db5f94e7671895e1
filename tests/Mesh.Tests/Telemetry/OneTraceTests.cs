using AfterSalesMesh.Mesh.Tests.Flow;
using AfterSalesMesh.Parts;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Telemetry;

[Collection(nameof(Heavy))]
public sealed class OneTraceTests(ObservedReturn observed) : IClassFixture<ObservedReturn>
{
    private const string ReturnId = "aftersales.return_id";

    private static string Told(IEnumerable<OtlpSpan> spans) =>
        string.Join('\n', spans.Select(x => $"{x.Service} {x.Kind} {x.Name} {x.SpanId} < {x.ParentId}"));

    [Fact]
    public void The_request_is_one_trace_through_all_services_that_it_reaches()
    {
        var trace = observed.TraceOf("POST", "/v1/returns");

        string[] services = ["gateway", "notification", "returns", "warehouse"];
        trace.Select(x => x.Service).Distinct().Order().ShouldBe(services.Select(x => $"aftersales-{x}"));
        ShouldHangTogether(trace);
    }

    [Fact]
    public void The_verdict_is_one_trace_up_to_the_money_and_the_last_message()
    {
        var trace = observed.TraceOf("POST", "/verdict");

        string[] services = ["gateway", "inspection", "notification", "refund", "returns"];
        trace.Select(x => x.Service).Distinct().Order().ShouldBe(services.Select(x => $"aftersales-{x}"));
        trace.ShouldContain(x => x.Name == "refund part due");
        trace.ShouldContain(x => x.Name == "customer message due");
        ShouldHangTogether(trace);
    }

    [Theory]
    [InlineData("/v1/returns", "POST /v1/returns")]
    [InlineData("/v1/warehouse/scans", "POST /v1/warehouse/scans")]
    [InlineData("/verdict", "POST /v1/inspections/{id:guid}/verdict")]
    public void The_gateway_names_a_call_after_the_route_of_the_service(string path, string name)
    {
        var root = observed.TraceOf("POST", path).Single(x => x.ParentId.Length == 0);

        (root.Service, root.Name).ShouldBe(("aftersales-gateway", name));
    }

    [Fact]
    public void Every_span_has_its_parent_in_the_same_trace()
    {
        foreach (var trace in observed.Spans.GroupBy(x => x.TraceId))
        {
            ShouldHangTogether([.. trace]);
        }
    }

    [Theory]
    [InlineData("/v1/warehouse/scans")]
    [InlineData("/units")]
    [InlineData("/close")]
    [InlineData("/verdict")]
    public void A_later_call_is_a_trace_of_its_own_that_is_linked_to_the_first(string path)
    {
        var first = observed.TraceOf("POST", "/v1/returns")[0].TraceId;
        var later = observed.TraceOf("POST", path);

        later[0].TraceId.ShouldNotBe(first);
        later.SelectMany(x => x.Links).ShouldContain(first, Told(later));
    }

    [Fact]
    public void Every_span_of_a_message_names_its_return()
    {
        var messages = observed.Spans.Where(x => x.Kind is OtlpKind.Producer or OtlpKind.Consumer).ToList();

        messages.ShouldNotBeEmpty();
        var mute = messages.Where(x => x.Attributes.GetValueOrDefault(ReturnId) != observed.ReturnId.ToString());
        Told(mute).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/v1/returns")]
    [InlineData("/v1/warehouse/scans")]
    [InlineData("/units")]
    [InlineData("/close")]
    [InlineData("/verdict")]
    public void Every_span_and_log_line_of_a_call_names_its_return(string path)
    {
        var trace = observed.TraceOf("POST", path);
        var lines = observed.Logs.Where(x => x.TraceId == trace[0].TraceId).ToList();

        trace.ShouldContain(x => x.Kind == OtlpKind.Client);
        var mute = trace.FindAll(x => x.Attributes.GetValueOrDefault(ReturnId) != observed.ReturnId.ToString());
        Told(mute).ShouldBeEmpty();
        lines
            .Where(x => x.Attributes.GetValueOrDefault(ReturnId) != observed.ReturnId.ToString())
            .Select(x => $"{x.Service}: {x.Text}")
            .ShouldBeEmpty();
    }

    [Fact]
    public void A_callers_trace_is_linked_but_not_continued_and_its_sampling_is_ignored()
    {
        var root = observed.Spans.Single(x => x.Links.Contains(observed.TraceOfStorefront));

        root.Service.ShouldBe("aftersales-gateway");
        root.ParentId.ShouldBeEmpty();
        observed.Spans.ShouldNotContain(x => x.TraceId == observed.TraceOfStorefront);
        observed.Spans.ShouldContain(x => x.TraceId == root.TraceId && x.Service == "aftersales-returns");
    }

    [Fact]
    public void With_the_setting_every_queue_of_a_service_is_a_quorum_queue()
    {
        var queues = observed.QueueTypes.ToList();

        queues.Count.ShouldBeGreaterThan(5);
        queues.Where(x => x.Value != "quorum").Select(x => x.Key).ShouldBeEmpty();
    }

    [Fact]
    public void Health_probes_and_polling_queries_leave_no_spans()
    {
        var roots = observed.Spans.Where(x => x.ParentId.Length == 0).ToList();

        roots.ShouldAllBe(x => x.Kind == OtlpKind.Server || x.Kind == OtlpKind.Producer, Told(roots));
        observed.Spans.ShouldNotContain(x =>
            x.Attributes.GetValueOrDefault("url.path", "").StartsWith("/health", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("Part ", "aftersales-refund")]
    [InlineData("Message ", "aftersales-notification")]
    public void Log_lines_are_found_by_trace_by_return_and_by_RMA_number(string beginning, string service)
    {
        var line = observed.Logs.First(x =>
            x.Service == service && x.Text.StartsWith(beginning, StringComparison.Ordinal)
        );

        line.TraceId.ShouldNotBeEmpty();
        line.Attributes[ReturnId].ShouldBe(observed.ReturnId.ToString());
        line.Attributes["aftersales.rma"].ShouldBe(observed.RmaNumber);
    }

    [Fact]
    public void The_metrics_for_operators_are_exported()
    {
        string[] services = ["inspection", "notification", "refund", "returns", "warehouse"];
        foreach (var metric in new[] { "aftersales.outbox.depth", "aftersales.outbox.oldest", "aftersales.failures" })
        {
            var telling = observed
                .Points.Where(x => x.Metric == metric)
                .Select(x => x.Attributes["aftersales.service"]);
            telling.Distinct().Order().ShouldBe(services);
        }
        observed
            .Points.Where(x => x.Metric == "aftersales.returns")
            .Select(x => x.Attributes["aftersales.state"])
            .ShouldContain("awaiting_parcel");
        observed
            .Points.Where(x => x.Metric == "aftersales.return.time_in_state")
            .Select(x => x.Attributes["aftersales.state"])
            // When the closing of a receipt overtakes its opening, the return is never receiving.
            .Except(["receiving"])
            .ShouldBe(["awaiting_parcel", "inspecting", "settling"], ignoreOrder: true);
        observed.Points.Last(x => x.Metric == "aftersales.refund.latency").Value.ShouldBe(1);
        string[] builtIn = ["http.server.request.duration", "dotnet.gc.collections"];
        observed.Points.Select(x => x.Metric).Intersect(builtIn).Count().ShouldBe(2);
    }

    private static void ShouldHangTogether(List<OtlpSpan> trace)
    {
        var spans = trace.Select(x => x.SpanId).ToHashSet();
        trace.Count(x => x.ParentId.Length == 0).ShouldBe(1, Told(trace));
        var orphans = trace.Where(x => x.ParentId.Length > 0 && !spans.Contains(x.ParentId)).ToList();
        orphans.ShouldBeEmpty($"{Told(orphans)}\nof\n{Told(trace)}");
    }
}
