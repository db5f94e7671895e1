using AfterSalesMesh.Contracts.Refund;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Refund;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>A refund service of its own on SQLite, with a provider of its own.</summary>
public class RefundFixture : IAsyncDisposable
{
    public const string Shop = "shop";

    private static readonly Type[] ListensFor =
    [
        typeof(RefundSubmitted),
        typeof(RefundSucceeded),
        typeof(RefundFailed),
        typeof(RefundReversed),
        typeof(PaymentCapChanged),
        typeof(Fault<IssueRefund>),
    ];

    private OneService? _service;

    internal StubProvider Provider { get; } = new();

    public OneService Service => _service!;

    /// <summary>The connection string of its database; null: SQLite.</summary>
    public string? Postgres { get; private set; }

    /// <summary>Not where the tests are skipped.</summary>
    public bool IsStarted => _service is not null;

    /// <summary>Starts it for the first test; skips where there is no database.</summary>
    public async ValueTask StartAsync()
    {
        if (_service is not null)
        {
            return;
        }
        Postgres = await PostgresAsync();
        await Provider.StartAsync();
        _service = await OneService.StartAsync(
            new RefundService(),
            scope => scope.GetRequiredService<RefundDb>(),
            ListensFor,
            Postgres,
            new Dictionary<string, string?>
            {
                ["Refund:Provider:Address"] = Provider.Address,
                // A currency of its own: what is in EUR goes on its way at once.
                ["Refund:ApproveAbove:CHF"] = "100",
                ["Refund:StoreCredit:ValidDaysOf:quick"] = "2",
                ["Refund:CreditNotes:Issuer"] = "Demo Ltd",
            }
        );
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }
        await Provider.DisposeAsync();
    }

    protected virtual Task<string?> PostgresAsync() => Task.FromResult<string?>(null);

    /// <summary>A refund that nobody has asked for yet.</summary>
    public static IssueRefund Of(long amount, params CapturedPayment[] payments) =>
        new(Guid.CreateVersion7(), Shop, Guid.NewGuid(), 1, "1001", amount, "EUR", payments);

    /// <summary>A payment that no other test uses; its end says how the provider behaves.</summary>
    public static CapturedPayment Paid(
        long captured,
        string behaviour = "",
        long refunded = 0,
        string method = "card"
    ) => new($"pay_{Guid.NewGuid():N}{behaviour}", method, captured, refunded);
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class RefundOnPostgres : RefundFixture
{
    private readonly PostgresFixture _postgres = new();

    protected override async Task<string?> PostgresAsync() =>
        $"{await (await _postgres.ServerAsync()).CreateDatabaseAsync("refund")};Maximum Pool Size=70";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _postgres.DisposeAsync();
    }
}
