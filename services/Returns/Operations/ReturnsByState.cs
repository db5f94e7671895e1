using System.Diagnostics.Metrics;
using System.Text.Json;
using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Operations;

/// <summary>How many returns are in each state but the final ones, which only grow.</summary>
internal sealed class ReturnsByState : PeriodicWorker<ReturnsDb>
{
    private static readonly string[] Open =
    [
        nameof(ReturnStateMachine.Requested),
        nameof(ReturnStateMachine.UnderReview),
        nameof(ReturnStateMachine.AwaitingParcel),
        nameof(ReturnStateMachine.Receiving),
        nameof(ReturnStateMachine.Inspecting),
        nameof(ReturnStateMachine.Settling),
    ];

    private readonly Meter _meter = new(TelemetryExtensions.Meter);
    private volatile Measurement<long>[] _numbers = [];

    public ReturnsByState(IServiceProvider services, ILogger<ReturnsByState> logger)
        : base(services, logger, TelemetryExtensions.GaugeInterval) =>
        _meter.CreateObservableGauge("aftersales.returns", () => _numbers, "{return}", "Returns by state");

    public static KeyValuePair<string, object?> Tag(string state) =>
        new("aftersales.state", JsonNamingPolicy.SnakeCaseLower.ConvertName(state));

    protected override async Task RunAsync(IServiceProvider scope, CancellationToken cancellation)
    {
        var counts = await scope
            .GetRequiredService<ReturnsDb>()
            .Returns.AsNoTracking()
            .IgnoreQueryFilters()
            .Where(x => Open.Contains(x.State))
            .GroupBy(x => x.State)
            .Select(x => new { State = x.Key, Count = x.LongCount() })
            .ToDictionaryAsync(x => x.State, x => x.Count, cancellation);
        _numbers = [.. Open.Select(x => new Measurement<long>(counts.GetValueOrDefault(x), Tag(x)))];
    }

    protected override void OnFailure() => _numbers = [];

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }
}
