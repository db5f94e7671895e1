using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Collections;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.DependencyInjection;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>A refund service of its own, with the sandbox provider as a process of its own.</summary>
public sealed class CollectFixture : IAsyncDisposable
{
    public const string Shop = "shop";

    private static readonly Type[] ListensFor = [typeof(RefundSucceeded), typeof(Fault<CollectPayment>)];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("collect-");
    private ServiceProcess? _sandbox;
    private OneService? _service;

    public OneService Service => _service!;

    /// <summary>Starts both for the first test.</summary>
    public async ValueTask StartAsync()
    {
        if (_service is not null)
        {
            return;
        }
        var address = $"http://127.0.0.1:{FreePort.Next()}";
        _sandbox = new ServiceProcess(
            ServiceProcess.Dll("deploy/SandboxProvider"),
            new Dictionary<string, string> { ["AFTERSALES_DATA"] = _folder.FullName },
            "--urls",
            address
        );
        _sandbox.Start();
        await _sandbox.WaitForReadyAsync(new Uri($"{address}/health/live"));
        _service = await StartAsync(new() { ["Refund:Provider:Address"] = address });
    }

    public static Task<OneService> StartAsync(Dictionary<string, string?> settings) =>
        OneService.StartAsync(
            new RefundService(),
            scope => scope.GetRequiredService<RefundDb>(),
            ListensFor,
            settings: settings
        );

    public async ValueTask DisposeAsync()
    {
        await (_service?.DisposeAsync() ?? default);
        await (_sandbox?.DisposeAsync() ?? default);
        _folder.Delete(recursive: true);
    }

    /// <summary>How many links the sandbox has made for it.</summary>
    public Task<int> LinksAsync(CollectPayment asked) => Sandbox.LinksAsync(_folder.FullName, asked.CollectionId);

    /// <summary>What nobody has asked for yet; the order's end says how the sandbox behaves.</summary>
    public static CollectPayment Of(long amount, string behaviour = "") =>
        new(
            Guid.CreateVersion7(),
            Shop,
            Guid.NewGuid(),
            1,
            $"1001{behaviour}",
            amount,
            "EUR",
            "price_difference",
            DateTimeOffset.UtcNow.AddDays(7)
        );

    internal static Task<Collection> RowAsync(OneService service, CollectPayment asked) =>
        service.InDatabaseAsync(
            (RefundDb db) => db.Collections.AsNoTracking().SingleAsync(x => x.Id == asked.CollectionId)
        );

    /// <summary>Waits until its link can be paid.</summary>
    internal static async Task<Collection> LinkedAsync(OneService service, CollectPayment asked)
    {
        Collection row = null!;
        await Eventually.IsTrueAsync(
            async () => (row = await RowAsync(service, asked)).LinkId is not null,
            TimeSpan.FromSeconds(60)
        );
        return row;
    }

    /// <summary>Waits until it has a status.</summary>
    internal static async Task<Collection> BecomesAsync(OneService service, CollectPayment asked, string status)
    {
        Collection row = null!;
        await Eventually.IsTrueAsync(
            async () => (row = await RowAsync(service, asked)).Status == status,
            TimeSpan.FromSeconds(60)
        );
        return row;
    }

    /// <summary>It is looked up now, as after a hint.</summary>
    public static Task LookAsync(OneService service, CollectPayment asked) =>
        ChangeAsync(service, asked, x => x.SetProperty(row => row.DueAt, DateTimeOffset.UtcNow));

    /// <summary>Its time is over now.</summary>
    public static Task ExpireAsync(OneService service, CollectPayment asked) =>
        ChangeAsync(
            service,
            asked,
            x =>
                x.SetProperty(row => row.PayBy, DateTimeOffset.UtcNow.AddSeconds(-1))
                    .SetProperty(row => row.DueAt, DateTimeOffset.UtcNow)
        );

    private static Task<int> ChangeAsync(
        OneService service,
        CollectPayment asked,
        Action<UpdateSettersBuilder<Collection>> change
    ) =>
        service.InDatabaseAsync(
            (RefundDb db) =>
                db.WriteAsync(
                    () => db.Collections.Where(x => x.Id == asked.CollectionId).ExecuteUpdateAsync(change),
                    CancellationToken.None
                )
        );

    /// <summary>What its postings leave on each account.</summary>
    public static async Task<List<string>> BooksAsync(OneService service, CollectPayment asked)
    {
        using var finance = service.As("finance", Shop);
        var postings = await finance.AskAsync($"/v1/ledger/postings?returnId={asked.ReturnId}").ShouldBeOkAsync();
        return
        [
            .. postings["items"]!
                .AsArray()
                .SelectMany(x => x!["lines"]!.AsArray())
                .GroupBy(x => x!["account"]!.ToString(), x => x!["amount"]!.GetValue<long>())
                .Where(x => x.Sum() != 0)
                .OrderBy(x => x.Key, StringComparer.Ordinal)
                .Select(x => $"{x.Key} {x.Sum()}"),
        ];
    }
}
