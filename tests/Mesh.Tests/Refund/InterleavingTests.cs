using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Reconciliation;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.Refund.Tenders.StoreCredit;
using AfterSalesMesh.ServiceDefaults;
using AfterSalesMesh.ServiceDefaults.Storage;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;
using RefundRow = AfterSalesMesh.Refund.Refunds.Refund;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>
/// Several workers on one refund, a provider on a bad day, the clock in hand: answers are lost, late, written twice or in another order,
/// workers die before and after they asked, caps fall. In the end books, caps and provider agree, and nothing was paid twice, nor
/// more than a cap but for what was on its way when it fell.
/// </summary>
public sealed class InterleavingTests : IAsyncLifetime
{
    private static readonly TimeSpan KeyLifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    // Cases that once went wrong: a key's last request arrives when the key is forgotten, and the next key has paid.
    private static readonly int[] Found = [169610];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("interleaving-");
    private readonly JumpingClock _time = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    private readonly IHost _host;

    public InterleavingTests()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["AFTERSALES_DATA"] = _folder.FullName, ["Storage:Provider"] = "Sqlite" }
        );
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddScoped<StorefrontScope>();
        builder.Services.AddMassTransit(bus => bus.UsingInMemory());
        builder.AddStorage<RefundDb, RefundSqlite, RefundPostgres, RefundSqlServer>("refund");
        builder.Services.AddOptions<ProviderSettings>();
        builder.Services.AddScoped<ProviderAnswerRecorder>();
        builder.Services.AddScoped<OverCapParts>();
        new PaymentsModule().AddServices(builder);
        builder.Services.AddKeyedScoped<IPaymentProvider, StoreCreditProvider>(Tender.StoreCredit);
        _host = builder.Build();
    }

    public async ValueTask InitializeAsync()
    {
        await InScopeAsync<RefundDb>(db => Migration.RunAsync(db, TimeProvider.System, CancellationToken.None));
        await _host.Services.GetRequiredService<IBusControl>().StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.Services.GetRequiredService<IBusControl>().StopAsync();
        _host.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Books_caps_and_provider_agree_however_answers_timeouts_repeats_reversals_and_falling_caps_interleave()
    {
        var ended = new Dictionary<string, int>();
        foreach (var seed in Enumerable.Range(Cases.Seed, Cases.Count).Union(Found))
        {
            var status = await CaseAsync($"shop-{seed}", seed);
            ended[status] = ended.GetValueOrDefault(status) + 1;
        }
        await InScopeAsync<RefundDb>(BooksAgree.BalanceAsync);
        await InScopeAsync<RefundDb>(BooksAgree.CapsCountPartsAsync);
        // Every end was reached; else the cases are too tame.
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join(", ", ended));
        ended.Keys.ShouldBe(["succeeded", "failed", "reversed"], ignoreOrder: true);
        await InScopeAsync<RefundDb>(async db =>
        {
            (await db.Refunds.AnyAsync(x => x.Reason == FailureReason.CapExceeded)).ShouldBeTrue();
            (await db.RefundParts.AnyAsync(x => x.WithheldSince != null)).ShouldBeTrue();
            (await db.Discrepancies.AnyAsync(x => x.Status == Discrepancy.Open)).ShouldBeTrue();
        });
    }

    [Fact]
    public async Task Store_credit_is_given_once_whoever_dies_before_they_write_and_however_often_it_is_written()
    {
        var refund = await PlanAsync("credit", new Random(1), "customer");
        var dead = (await LeaseAsync()).ShouldHaveSingleItem();
        await AskAsync(dead);
        _time.Advance(TimeSpan.FromMinutes(1));
        var row = (await LeaseAsync()).ShouldHaveSingleItem();
        var answer = await AskAsync(row);

        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    InScopeAsync<ProviderAnswerRecorder>(x => x.RecordAsync(row, answer, CancellationToken.None))
                )
        );

        (await HasEndedAsync(refund)).ShouldBeTrue();
        await InScopeAsync<RefundDb>(async db =>
        {
            var grant = await db.StoreCreditGrants.SingleAsync();
            (grant.Id, grant.Left, grant.Customer).ShouldBe((row.Id, row.Amount, "customer"));
            await BooksAgree.StoreCreditAsync(db);
        });

        Task<ProviderAnswer> AskAsync(RefundPart part) =>
            InScopeAsync<RefundDb, ProviderAnswer>(db =>
                RefundWorker.AskAsync(
                    new StoreCreditProvider(
                        db,
                        Microsoft.Extensions.Options.Options.Create(new StoreCreditSettings()),
                        clock: null!
                    ),
                    part,
                    _time.GetUtcNow(),
                    KeyLifetime,
                    CancellationToken.None
                )
            );
    }

    private async Task<string> CaseAsync(string shop, int seed)
    {
        var random = new Random(seed);
        var provider = new FickleProvider(random, _time);
        var isShort = seed % 4 == 0;
        var refund = await PlanAsync(shop, random, isShort: isShort);
        // The others are as they were before a cap could fall.
        var capsFall = seed % 2 == 1;
        Dictionary<string, long> onItsWay = [];
        List<(RefundPart Row, ProviderAnswer Answer)> held = [];
        for (var step = random.Next(2, 10); step > 0; step--)
        {
            _time.Advance(
                random.Next(20) switch
                {
                    < 14 => TimeSpan.FromSeconds(random.Next(1, 120)),
                    < 19 => TimeSpan.FromMinutes(random.Next(1, 300)),
                    _ => TimeSpan.FromHours(random.Next(20, 30)),
                }
            );
            provider.Tick();
            await HintAsync(provider.News.Where(_ => random.Next(3) > 0));
            if (capsFall && random.Next(3) == 0)
            {
                var payment = await LowerCapAsync(shop, random);
                onItsWay[payment] = provider.OnItsWayTo(payment);
            }
            foreach (var row in await LeaseAsync())
            {
                // Who dies before they ask, or before they write what was said, leaves the part to the next one.
                if (random.Next(10) > 0)
                {
                    var answer = await AskAsync(provider, row);
                    var times = random.Next(8) switch
                    {
                        0 => 0,
                        1 => 2,
                        _ => 1,
                    };
                    held.AddRange(Enumerable.Repeat((row, answer), times));
                }
            }
            await WriteAsync(held, random, random.Next(held.Count + 1));
        }
        provider.IsWell = true;
        await EndAsync();
        // Finance looks into what is left.
        if (isShort)
        {
            await WinChargebacksAsync(shop);
        }
        for (var again = random.Next(3); again > 0 && await PayAgainAsync(refund); again--)
        {
            if (isShort && random.Next(3) == 0)
            {
                var payment = await LowerCapAsync(shop, random);
                onItsWay[payment] = provider.OnItsWayTo(payment);
            }
            await EndAsync();
        }
        provider.Doubles.ShouldBe(0, $"seed {seed}: paid twice");
        try
        {
            await InScopeAsync<RefundDb>(db => BooksAgree.ProviderAgreesAsync(db, provider.Paid, shop));
            await InScopeAsync<RefundDb>(db => CapsHoldAsync(db, shop, onItsWay));
        }
        catch (ShouldAssertException wrong)
        {
            throw new ShouldAssertException($"seed {seed}: {wrong.Message}", wrong);
        }
        return await InScopeAsync<RefundDb, string>(async db =>
            (await db.Refunds.SingleAsync(x => x.Id == refund)).Status
        );

        async Task EndAsync()
        {
            for (var more = 0; !await HasEndedAsync(refund) || held.Count > 0 || provider.News.Count > 0; more++)
            {
                more.ShouldBeLessThan(200, $"seed {seed}: it does not end");
                await WriteAsync(held, random, held.Count);
                _time.Advance(TimeSpan.FromMinutes(6));
                provider.Tick();
                await HintAsync(provider.News);
                foreach (var row in await LeaseAsync())
                {
                    held.Add((row, await AskAsync(provider, row)));
                }
            }
        }
    }

    /// <returns>Whether there was anything to pay, and room for it.</returns>
    private Task<bool> PayAgainAsync(Guid refund) =>
        InScopeAsync<IServiceProvider, bool>(async scope =>
        {
            var (db, payments) = (scope.GetRequiredService<RefundDb>(), scope.GetRequiredService<OrderPayments>());
            var it = await db.Refunds.Include(x => x.Parts).SingleAsync(x => x.Id == refund);
            // Its return has heard of what came back.
            it.DueAt = null;
            var (now, none) = (_time.GetUtcNow(), CancellationToken.None);
            var overCap = scope.GetRequiredService<OverCapParts>();
            if (await PayAgain.PlanAsync(db, payments, overCap, it, now, now, none) is not null)
            {
                return false;
            }
            await db.SaveChangesAsync();
            return true;
        });

    private Task<bool> WinChargebacksAsync(string shop) =>
        InScopeAsync<RefundDb>(async db =>
        {
            foreach (var payment in await db.Payments.Where(x => x.StorefrontId == shop).ToListAsync())
            {
                payment.ChargedBack = 0;
            }
            await db.SaveChangesAsync();
        });

    private Task<Guid> PlanAsync(string shop, Random random, string? creditOf = null, bool isShort = false) =>
        InScopeAsync<RefundDb, Guid>(async db =>
        {
            var payments = Enumerable
                .Range(0, creditOf is null ? random.Next(1, 4) : 1)
                .Select(i => new Payment
                {
                    StorefrontId = shop,
                    // One storefront's and no other's.
                    Reference = $"{shop}-{i}{(random.Next(4) == 0 ? "-declined" : "")}",
                    Method = i == 0 ? "card" : "gift_card",
                    Currency = "EUR",
                    Captured = random.Next(50, 150),
                })
                .ToList();
            var owed = random.Next(1, (int)payments.Sum(x => x.Captured!.Value) + 1);
            payments.ForEach(x => x.ChargedBack = isShort ? x.Captured!.Value / 2 : 0);
            var refund = new RefundRow
            {
                Id = Guid.NewGuid(),
                Position = Guid.CreateVersion7(_time.GetUtcNow()),
                ReturnId = Guid.NewGuid(),
                StorefrontId = shop,
                OrderNumber = "1001",
                Round = 1,
                Amount = owed,
                Currency = "EUR",
                Status = RefundStatus.Planned,
                StoreCredit = creditOf is null ? 0 : owed,
                Customer = creditOf,
                Request = new() { PaymentReferences = payments.ConvertAll(x => x.Reference) },
                CreatedAt = _time.GetUtcNow(),
                ChangedAt = _time.GetUtcNow(),
            };
            var shares = refund.SharesOf(owed, payments);
            refund.Shortfall = owed - shares.Sum(x => x.Amount);
            var shortened = RefundPostings.Shortened(refund, refund.Shortfall, _time.GetUtcNow());
            refund.AddParts(shares, _time.GetUtcNow());
            db.AddRange(payments);
            db.Add(refund);
            db.Post(RefundPostings.Decided(refund, _time.GetUtcNow()));
            db.Post(shortened);
            await db.SaveChangesAsync();
            return refund.Id;
        });

    private Task<List<RefundPart>> LeaseAsync() =>
        InScopeAsync<RefundDb, List<RefundPart>>(db =>
            db.LeaseDueAsync<RefundPart>(_time.GetUtcNow(), _time.GetUtcNow() + Lease, 64, CancellationToken.None)
        );

    private Task<ProviderAnswer> AskAsync(FickleProvider provider, RefundPart row) =>
        InScopeAsync<RefundDb, ProviderAnswer>(db =>
            RefundWorker.AskAsync(
                new CapCheckingProvider(provider, db, _time.GetUtcNow()),
                row,
                _time.GetUtcNow(),
                KeyLifetime,
                CancellationToken.None
            )
        );

    /// <summary>Some of a payment is found to have gone back elsewhere.</summary>
    /// <returns>Of which one.</returns>
    private Task<string> LowerCapAsync(string shop, Random random) =>
        InScopeAsync<IServiceProvider, string>(async scope =>
        {
            var db = scope.GetRequiredService<RefundDb>();
            var payments = await db
                .Payments.Where(x => x.StorefrontId == shop)
                .OrderBy(x => x.Reference)
                .Select(x => x.Reference)
                .ToListAsync();
            var payment = payments[random.Next(payments.Count)];
            var told = new PaymentAdjustment
            {
                Id = Guid.CreateVersion7(_time.GetUtcNow()),
                StorefrontId = shop,
                PaymentReference = payment,
                Kind = AdjustmentKind.RefundedElsewhere,
                Amount = random.Next(1, 100),
                Currency = "EUR",
                Reference = $"{Guid.NewGuid()}",
                At = _time.GetUtcNow(),
                By = "storefront",
            };
            var (_, known) = await scope
                .GetRequiredService<Adjustments>()
                .RecordAsync(told, method: null, CancellationToken.None);
            known.ShouldNotBeNull();
            await scope.GetRequiredService<OverCapParts>().CancelAsync([known], told.At, CancellationToken.None);
            await db.SaveChangesAsync();
            return payment;
        });

    /// <summary>No more is paid than may be, but for what was on its way when the cap fell last; and that finance sees.</summary>
    private static async Task CapsHoldAsync(RefundDb db, string shop, Dictionary<string, long> onItsWay)
    {
        var payments = await db.Payments.AsNoTracking().Where(x => x.StorefrontId == shop).ToListAsync();
        foreach (var payment in payments)
        {
            var most = Math.Max((long)payment.Cap, onItsWay.GetValueOrDefault(payment.Reference));
            payment.Committed.ShouldBeLessThanOrEqualTo(most, $"{payment.Reference} was paid too much");
        }
        var seen = await db
            .Discrepancies.Where(x => x.StorefrontId == shop && x.Kind == DiscrepancyKind.OverRefunded)
            .Where(x => x.Status == Discrepancy.Open)
            .Select(x => x.Payment)
            .ToListAsync();
        seen.ShouldBe(payments.FindAll(x => x.OverCap > 0).ConvertAll(x => x.Reference), ignoreOrder: true);
    }

    private async Task WriteAsync(List<(RefundPart Row, ProviderAnswer Answer)> held, Random random, int count)
    {
        for (; count > 0; count--)
        {
            var (row, answer) = held[random.Next(held.Count)];
            held.Remove((row, answer));
            await InScopeAsync<ProviderAnswerRecorder>(recorder =>
                recorder.RecordAsync(row, answer, CancellationToken.None)
            );
        }
    }

    /// <summary>As a webhook does.</summary>
    private async Task HintAsync(IEnumerable<Guid> parts)
    {
        foreach (var part in parts.ToList())
        {
            await InScopeAsync<RefundDb>(db =>
                RefundHint.MakeDueAsync(db, x => x.Id == part, _time.GetUtcNow(), CancellationToken.None)
            );
        }
    }

    private Task<bool> HasEndedAsync(Guid refund) =>
        InScopeAsync<RefundDb, bool>(async db =>
            (await db.Refunds.SingleAsync(x => x.Id == refund)).HasEnded
            && !await db.RefundParts.AnyAsync(x => x.RefundId == refund && x.DueAt != null)
        );

    private Task<bool> InScopeAsync<T>(Func<T, Task> work)
        where T : class =>
        InScopeAsync<T, bool>(async service =>
        {
            await work(service);
            return true;
        });

    private async Task<TResult> InScopeAsync<T, TResult>(Func<T, Task<TResult>> work)
        where T : class
    {
        await using var scope = _host.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<StorefrontScope>().AllowAll();
        return await work(scope.ServiceProvider.GetRequiredService<T>());
    }
}
