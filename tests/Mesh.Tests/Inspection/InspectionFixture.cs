using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Inspection;
using AfterSalesMesh.Parts;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace AfterSalesMesh.Mesh.Tests.Inspection;

/// <summary>An inspection of its own on SQLite, and what one does in it.</summary>
public class InspectionFixture : IAsyncDisposable
{
    public const string Shop = "shop";

    private OneService? _service;
    private HttpClient? _inspector;

    public OneService Service => _service!;

    public HttpClient Inspector => _inspector!;

    /// <summary>Starts it for the first test; skips where there is no database.</summary>
    public async ValueTask StartAsync()
    {
        if (_service is not null)
        {
            return;
        }
        _service = await OneService.StartAsync(
            new InspectionService(),
            scope => scope.GetRequiredService<InspectionDb>(),
            [typeof(InspectionCompleted), typeof(UnitsNotJudged), typeof(Fault<InspectUnits>)],
            await PostgresAsync()
        );
        _inspector = Service.As("inspector", Shop);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _inspector?.Dispose();
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }
    }

    protected virtual Task<string?> PostgresAsync() => Task.FromResult<string?>(null);

    /// <summary>An inspection that has been asked for.</summary>
    public async Task<InspectUnits> AskAsync(int units = 2, string storefront = Shop, Guid? returnId = null)
    {
        var asked = Asking(units, storefront, returnId);
        await Service.DeliverAsync(asked);
        return asked;
    }

    public static InspectUnits Asking(int units, string storefront = Shop, Guid? returnId = null) =>
        new(
            returnId ?? Guid.CreateVersion7(),
            storefront,
            Guid.NewGuid(),
            1,
            "order-1",
            "R-7K3M-9QX2-T",
            [
                .. Enumerable
                    .Range(1, units)
                    .Select(i => new UnitToInspect(
                        Guid.CreateVersion7(),
                        $"{i}",
                        $"SKU-{i}",
                        "too_small",
                        "shirts",
                        "by_grade"
                    )),
            ],
            [new GradeDispositions("by_grade", "restock", "refurbish", "outlet", "recycle")]
        );

    public Task<HttpResponseMessage> JudgeAsync(InspectUnits inspection, params object[] units) =>
        Inspector.PostJsonAsync($"/v1/inspections/{inspection.InspectionId}/verdict", new { units });

    public Task<JsonNode> ListAsync(string query) => Inspector.AskAsync($"/v1/inspections{query}").ShouldBeOkAsync();

    public static object Verdict(UnitToInspect unit, string grade, string? disposition = null, string? notes = null) =>
        new
        {
            unitId = unit.UnitId,
            grade,
            disposition,
            notes,
        };
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class InspectionOnPostgres : InspectionFixture
{
    private readonly PostgresFixture _postgres = new();

    protected override async Task<string?> PostgresAsync() =>
        await (await _postgres.ServerAsync()).CreateDatabaseAsync("inspection");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _postgres.DisposeAsync();
    }
}
