using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Refund.Refunds;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>
/// A large file, made while it is sent, imported by a Refund service in a process of its own, whose memory the kernel counts.
/// AFTERSALES_SETTLEMENT_ROWS says how large (a million, for the full measure).
/// </summary>
public sealed class SettlementLoadTests(RefundOnPostgres refunds, RabbitMqFixture broker, ITestOutputHelper output)
    : IClassFixture<RefundOnPostgres>,
        IClassFixture<RabbitMqFixture>,
        IAsyncLifetime
{
    private const long Megabyte = 1024 * 1024;
    private const long Most = 512 * Megabyte;

    private static readonly int? Measured = int.TryParse(
        Environment.GetEnvironmentVariable("AFTERSALES_SETTLEMENT_ROWS"),
        CultureInfo.InvariantCulture,
        out var rows
    )
        ? rows
        : null;
    private static readonly int Rows = Measured ?? 20_000;

    // What .NET takes for its heap where a container has 512 MB; for a few rows so little that whoever kept them all would not get through.
    private static readonly long Heap = Measured is null ? 96 * Megabyte : Most / 4 * 3;

    public ValueTask InitializeAsync() => refunds.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_large_file_is_imported_whole_within_512_MB()
    {
        var books = new SettlementBooks(refunds);
        var paid = DateTimeOffset.UtcNow.AddDays(-5);
        var parts = await books.ManyPaidAsync(Rows / 2, paid);
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        await using var process = await StartAsync(address);
        using var finance = refunds.Service.As("finance", books.Shop);
        // A million rows take longer than any other call.
        (finance.BaseAddress, finance.Timeout) = (address, Timeout.InfiniteTimeSpan);
        using var file = new Made(parts, paid.AddDays(1));
        var (before, watch) = (process.PeakMemory(), Stopwatch.StartNew());

        using var response = await finance.PostAsync("/v1/settlements?provider=sandbox", file);

        var seconds = watch.Elapsed.TotalSeconds;
        output.WriteLine(
            $"{Rows} rows in {seconds:0.0} s, {Rows / seconds:0} a second, at most {process.PeakMemory() / Megabyte} MB, {before / Megabyte} MB before"
        );
        var answer = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        response.StatusCode.ShouldBe(HttpStatusCode.Created, answer.ToJsonString());
        answer["settlement"]!["newRows"]!.GetValue<long>().ShouldBe(Rows);
        (await books.ExceptionsAsync()).ShouldBeEmpty();
        (await books.BalancesAsync()).ShouldNotContainKey("clearing:card EUR");
        process.PeakMemory().ShouldBeLessThan(Most);
    }

    private async Task<ServiceProcess> StartAsync(Uri address)
    {
        var settings = new Dictionary<string, string>
        {
            ["Identity__PublicKey"] = refunds.Service.PublicKey,
            ["Messaging__RabbitMq"] = (await broker.ServerAsync()).Uri.ToString(),
            ["Storage__Provider"] = "Postgres",
            ["ConnectionStrings__refund"] = refunds.Postgres!,
            ["Refund__Provider__Address"] = refunds.Provider.Address,
            ["DOTNET_GCHeapHardLimit"] = $"0x{Heap:X}",
        };
        var process = new ServiceProcess(ServiceProcess.Dll("services/Refund"), settings, "--urls", address.ToString());
        process.Start();
        await process.WaitForReadyAsync(new Uri(address, "health/ready"));
        return process;
    }

    /// <summary>Every second row settles a refund, the others are fees.</summary>
    private sealed class Made : HttpContent
    {
        private readonly List<RefundPart> _parts;
        private readonly DateTimeOffset _at;

        public Made(List<RefundPart> parts, DateTimeOffset at)
        {
            (_parts, _at) = (parts, at);
            Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await using var text = new StreamWriter(stream, new UTF8Encoding(false), 64 * 1024, leaveOpen: true);
            await text.WriteLineAsync(SettlementFile.Header);
            for (var i = 0; i < Rows; i++)
            {
                var line =
                    i % 2 == 0 && i / 2 < _parts.Count
                        ? SettlementBooks.Line(_parts[i / 2], _at) with
                        {
                            Fee = 10,
                        }
                        : new SettlementLine($"fee-{i}", "", 25, _at) { Type = "fee" };
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
