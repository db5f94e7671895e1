using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Inspection.Tasks;
using MassTransit;
using Shouldly;
using Xunit;
using static AfterSalesMesh.Mesh.Tests.Inspection.InspectionFixture;

namespace AfterSalesMesh.Mesh.Tests.Inspection;

public sealed class InspectingOnSqliteTests(InspectionFixture inspection)
    : InspectingTests(inspection),
        IClassFixture<InspectionFixture>;

public sealed class InspectingOnPostgresTests(InspectionOnPostgres inspection)
    : InspectingTests(inspection),
        IClassFixture<InspectionOnPostgres>;

public abstract class InspectingTests(InspectionFixture inspection) : IAsyncLifetime
{
    public ValueTask InitializeAsync() => inspection.StartAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Asked_when_the_time_is_over_that_there_is_no_verdict_is_told_and_later_the_verdict()
    {
        var asked = await inspection.AskAsync();
        var overdue = asked with { IsOverdue = true };

        await inspection.Service.SendAsync(overdue);

        (await inspection.Service.HearAsync<UnitsNotJudged>(x => x.InspectionId == asked.InspectionId))
            .ShouldHaveSingleItem()
            .ShouldBe(new UnitsNotJudged(asked.ReturnId, Shop, asked.InspectionId, 1));
        await inspection.JudgeAsync(asked, [.. asked.Units.Select(x => Verdict(x, "A"))]).ShouldBeOkAsync();
        await inspection.Service.SendAsync(overdue);
        await inspection.Service.HearAsync<InspectionCompleted>(x => x.InspectionId == asked.InspectionId, times: 2);
    }

    [Fact]
    public async Task Units_are_listed_and_inspected_and_the_verdict_is_published_again_unchanged()
    {
        var asked = await inspection.AskAsync();
        var item = (await inspection.ListAsync($"?returnId={asked.ReturnId}"))["items"]!
            .AsArray()
            .ShouldHaveSingleItem()!;
        (item.Text("id"), item.Text("status"), item.Text("rmaNumber")).ShouldBe(
            (asked.InspectionId.ToString(), "open", "R-7K3M-9QX2-T")
        );
        item["units"]!
            .AsArray()
            .Select(x => (x!.Text("unitId"), x!.Text("sku"), x!.Text("grade")))
            .ShouldBe(asked.Units.Select(x => ((string?)x.UnitId.ToString(), (string?)x.Sku, (string?)null)));

        object[] verdict = [Verdict(asked.Units[1], "D", "return_to_customer", "worn"), Verdict(asked.Units[0], "B")];
        var first = await inspection.JudgeAsync(asked, verdict).ShouldBeOkAsync();
        first.Text("status").ShouldBe("done");
        first["units"]!.AsArray().Select(x => x!.Text("disposition")).ShouldBe(["refurbish", "return_to_customer"]);
        var again = await inspection.JudgeAsync(asked, verdict).ShouldBeOkAsync();
        again.ToJsonString().ShouldBe(first.ToJsonString());

        var told = (await inspection.Service.HearAsync<InspectionCompleted>(x => x.InspectionId == asked.InspectionId))[
            0
        ];
        (told.ReturnId, told.StorefrontId, told.Round).ShouldBe((asked.ReturnId, Shop, 1));
        told.By.ShouldNotBeNullOrEmpty();
        told.Units.ShouldBe([
            new UnitVerdict(asked.Units[0].UnitId, "1", "B", "refurbish"),
            new UnitVerdict(asked.Units[1].UnitId, "2", "D", "return_to_customer"),
        ]);
        await inspection.Service.DeliverAsync(asked);
        await inspection.Service.DeliverAsync(asked with { Units = [.. asked.Units.Reverse()] });
        var all = await inspection.Service.HearAsync<InspectionCompleted>(x => x.InspectionId == asked.InspectionId, 3);
        all.Count.ShouldBe(3);
        all.ShouldAllBe(x => x.At == told.At && x.By == told.By && x.Units.SequenceEqual(told.Units));
    }

    [Fact]
    public async Task A_verdict_on_what_changed_since_it_was_read_is_refused()
    {
        var asked = await inspection.AskAsync(1);
        var seen = (await inspection.ListAsync($"?returnId={asked.ReturnId}"))["items"]![0]!.Text("etag")!;

        (await JudgeAsync("\"7\"")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        var judged = await JudgeAsync(seen);
        judged.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await JudgeAsync(seen)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);

        var body = await judged.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken);
        var listed = (await inspection.ListAsync($"?returnId={asked.ReturnId}"))["items"]![0]!;
        body!.Text("etag").ShouldBe(listed.Text("etag"));

        async Task<HttpResponseMessage> JudgeAsync(string etag)
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Post,
                $"/v1/inspections/{asked.InspectionId}/verdict"
            );
            request.Content = JsonContent.Create(new { units = new[] { Verdict(asked.Units[0], "A") } });
            request.Headers.TryAddWithoutValidation("If-Match", etag);
            return await inspection.Inspector.SendAsync(request, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_repeated_InspectUnits_changes_nothing()
    {
        var asked = await inspection.AskAsync();
        await inspection.Service.DeliverAsync(asked);
        (await inspection.ListAsync($"?returnId={asked.ReturnId}"))["items"]!.AsArray().Count.ShouldBe(1);
        var marker = new InspectionCompleted(Guid.NewGuid(), "marker", Guid.NewGuid(), 1, [], DateTimeOffset.UnixEpoch);
        var all = await inspection.Service.AllAsync(marker, x => x.InspectionId == marker.InspectionId);
        all.OfType<InspectionCompleted>().ShouldNotContain(x => x.InspectionId == asked.InspectionId);
    }

    [Fact]
    public async Task The_same_inspection_with_other_content_is_a_fault()
    {
        var asked = await inspection.AskAsync();
        await inspection.Service.SendAsync(asked with { Units = [asked.Units[0]] });
        await inspection.Service.HearAsync<Fault<InspectUnits>>(x => x.Message.InspectionId == asked.InspectionId);
    }

    [Fact]
    public async Task Open_inspections_are_listed_oldest_first_in_pages()
    {
        List<string> asked = [];
        for (var i = 0; i < 3; i++)
        {
            // A place in the list is a millisecond.
            var opened = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            asked.Add((await inspection.AskAsync()).InspectionId.ToString());
            SpinWait.SpinUntil(() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() > opened, 100);
        }
        var done = await inspection.AskAsync(1);
        await inspection.JudgeAsync(done, Verdict(done.Units[0], "A")).ShouldBeOkAsync();

        List<string> listed = [];
        string? next = null;
        do
        {
            var page = await inspection.ListAsync($"?limit=2{(next is null ? "" : $"&after={next}")}");
            page["items"]!.AsArray().Count.ShouldBeInRange(1, 2);
            listed.AddRange(page["items"]!.AsArray().Select(x => x!.Text("id")!));
            next = page.Text("next");
        } while (next is not null);
        listed.ShouldBeUnique();
        listed.Where(asked.Contains).ShouldBe(asked);
        listed.ShouldNotContain(done.InspectionId.ToString());

        var all = await inspection.ListAsync($"?returnId={done.ReturnId}");
        all["items"]![0]!.Text("status").ShouldBe("done");
        (await inspection.ListAsync($"?returnId={done.ReturnId}&status=open"))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_concurrent_verdicts_one_is_accepted()
    {
        for (var i = 0; i < 10; i++)
        {
            var asked = await inspection.AskAsync(1);
            string[] grades = ["A", "B", "C", "D"];
            var answers = await Task.WhenAll(
                grades.Select(x => inspection.JudgeAsync(asked, Verdict(asked.Units[0], x)))
            );
            answers.Select(x => (int)x.StatusCode).Order().ShouldBe([200, 409, 409, 409]);
            await inspection.Service.DeliverAsync(asked);
            var told = await inspection.Service.HearAsync<InspectionCompleted>(
                x => x.InspectionId == asked.InspectionId,
                2
            );
            told.Select(x => x.Units[0].Grade)
                .Distinct()
                .ShouldBe([grades[Array.FindIndex(answers, x => x.IsSuccessStatusCode)]]);
        }
    }

    [Fact]
    public async Task A_page_of_large_inspections_ends_early_and_the_next_one_goes_on()
    {
        var shop = $"many-{Guid.NewGuid():N}";
        for (var i = 0; i < 3; i++)
        {
            await inspection.AskAsync(4_000, shop);
        }
        using var inspector = inspection.Service.As("inspector", shop);

        var first = await inspector.GetFromJsonAsync<JsonNode>("/v1/inspections");
        var second = await inspector.GetFromJsonAsync<JsonNode>($"/v1/inspections?after={first!.Text("next")}");

        first!["items"]!.AsArray().Count.ShouldBe(2);
        second!["items"]!.AsArray().ShouldHaveSingleItem()!["units"]!.AsArray().Count.ShouldBe(4_000);
        second["next"].ShouldBeNull();
    }

    [Fact]
    public async Task A_page_of_inspections_with_long_notes_ends_early_and_the_next_one_goes_on()
    {
        var shop = $"notes-{Guid.NewGuid():N}";
        using var inspector = inspection.Service.As("inspector", shop);
        for (var i = 0; i < 3; i++)
        {
            var asked = await inspection.AskAsync(240, shop);
            var units = asked.Units.Select(x => Verdict(x, "A", notes: new string('n', InspectedUnit.MaxNotes)));
            (
                await inspector.PostJsonAsync($"/v1/inspections/{asked.InspectionId}/verdict", new { units })
            ).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        var first = await inspector.GetFromJsonAsync<JsonNode>("/v1/inspections?status=done");
        var second = await inspector.GetFromJsonAsync<JsonNode>(
            $"/v1/inspections?status=done&after={first!.Text("next")}"
        );

        first!["items"]!.AsArray().Count.ShouldBe(2);
        second!["items"]!.AsArray().Count.ShouldBe(1);
    }
}
