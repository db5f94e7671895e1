using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Refund;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>
/// A large file, made while it is sent. AFTERSALES_SETTLEMENT_ROWS says how large (a million, for the full measure); then it is
/// to run alone, as memory is the process's, in which other tests are at work otherwise.
/// </summary>
public sealed class SettlementLoadTests(RefundOnPostgres refunds, ITestOutputHelper output)
    : IClassFixture<RefundOnPostgres>,
        IAsyncLifetime
{
    private const long MaxBytes = 512L * 1024 * 1024;
    private static readonly int? Measured = int.TryParse(
        Environment.GetEnvironmentVariable("AFTERSALES_SETTLEMENT_ROWS"),
        CultureInfo.InvariantCulture,
        out var rows
    )
        ? rows
        : null;
    private static readonly int Rows = Measured ?? 10_000;

    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_large_file_is_imported_whole_and_when_measured_alone_within_512_MB()
    {
        var books = new SettlementBooks(refunds);
        var paid = DateTimeOffset.UtcNow.AddDays(-5);
        var parts = await books.PaidAsync(Rows / 10, paid);
        using var file = new Made(parts, paid.AddDays(1));
        var watch = Stopwatch.StartNew();
        using var stop = new CancellationTokenSource();
        var most = MostMemoryAsync(stop.Token);

        var (status, answer) = await books.UploadAsync(file);

        await stop.CancelAsync();
        var bytes = await most;
        output.WriteLine(
            $"{Rows} rows in {watch.Elapsed.TotalSeconds:0} s, {Rows / watch.Elapsed.TotalSeconds:0} a second, at most {bytes >> 20} MB"
        );
        status.ShouldBe(201, answer.ToJsonString());
        answer["settlement"]!["newRows"]!.GetValue<long>().ShouldBe(Rows);
        (await books.ExceptionsAsync()).ShouldBeEmpty();
        (await books.BalancesAsync()).ShouldNotContainKey("clearing:card EUR");
        bytes.ShouldBeLessThan(Measured is null ? long.MaxValue : MaxBytes);
    }

    private static async Task<long> MostMemoryAsync(CancellationToken stop)
    {
        var most = 0L;
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(250));
        while (!stop.IsCancellationRequested)
        {
            most = Math.Max(most, Environment.WorkingSet);
            await Task.WhenAny(timer.WaitForNextTickAsync(CancellationToken.None).AsTask());
        }
        return most;
    }

    /// <summary>One refund in ten rows, fees beside them.</summary>
    private sealed class Made(List<RefundPart> parts, DateTimeOffset at) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await using var text = new StreamWriter(stream, new UTF8Encoding(false), 64 * 1024, leaveOpen: true);
            await text.WriteLineAsync(SettlementFile.Header);
            for (var i = 0; i < Rows; i++)
            {
                var line =
                    i % 10 == 0 && i / 10 < parts.Count
                        ? SettlementBooks.Line(parts[i / 10], at) with
                        {
                            Fee = 10,
                        }
                        : new SettlementLine($"fee-{i}", "", 25, at) { Type = "fee" };
                await text.WriteLineAsync(line.ToString());
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
