using AfterSalesMesh.DurableMessaging;
using AfterSalesMesh.DurableMessaging.Storage;
using AfterSalesMesh.Mesh.Tests.SqlServer;
using AfterSalesMesh.Notification;
using AfterSalesMesh.Notification.Messages;
using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Collections;
using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.Returns;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Storage;
using AfterSalesMesh.Warehouse;
using AfterSalesMesh.Warehouse.ExpectedReturns;
using AfterSalesMesh.Warehouse.Receipts;
using AfterSalesMesh.Warehouse.Units;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Storage;

/// <summary>What is said to SQL Server, letter for letter where it matters: no server is needed to read it.</summary>
public sealed class SqlServerTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 20, 0, 0, TimeSpan.Zero);
    private static readonly ServiceProvider Services = new ServiceCollection()
        .AddDurableMessaging<DurableDbContext>()
        .BuildServiceProvider();

    private readonly Recorder _recorder = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> OnSqlServer => Databases.OnSqlServer;

    [Fact]
    public async Task A_lease_locks_the_rows_that_are_due_first_and_skips_locked_rows()
    {
        await using var db = (DurableDbContext)Open("RefundSqlServer");

        await db.LeaseDueAsync<RefundPart>(Now, Now.AddMinutes(1), 16, Cancelled);

        _recorder
            .Said.ShouldHaveSingleItem()
            .ReplaceLineEndings("\n")
            .ShouldBe(
                """
                UPDATE due SET [DueAt] = @p0, [Attempts] = due.[Attempts] + 1
                OUTPUT inserted.*
                FROM [RefundParts] AS due INNER JOIN (SELECT TOP (@p2) [Id] FROM [RefundParts] WITH (READPAST, UPDLOCK, ROWLOCK)
                    WHERE [DueAt] <= @p1 ORDER BY [DueAt]) AS leased ON leased.[Id] = due.[Id]
                """.ReplaceLineEndings("\n")
            );
    }

    [Fact]
    public async Task Due_rows_of_every_table_are_leased_by_the_same_statement()
    {
        await using var returns = (DurableDbContext)Open("ReturnsSqlServer");
        await using var notification = (DurableDbContext)Open("NotificationSqlServer");

        await returns.LeaseDueAsync<Return>(Now, Now, 64, Cancelled);
        await returns.LeaseDueAsync<OutboxMessage>(Now, Now, 64, Cancelled);
        await notification.LeaseDueAsync<CustomerMessage>(Now, Now, 16, Cancelled);

        _recorder.Said.Count.ShouldBe(3);
        _recorder.Said[0].ShouldContain("FROM [Returns] WITH (READPAST, UPDLOCK, ROWLOCK)");
        _recorder.Said[1].ShouldContain("FROM [Outbox] WITH (READPAST, UPDLOCK, ROWLOCK)");
        _recorder.Said[2].ShouldContain("FROM [CustomerMessages] WITH (READPAST, UPDLOCK, ROWLOCK)");
    }

    [Fact]
    public async Task A_commit_is_plain_inserts_and_an_update_that_counts_its_row()
    {
        await using var db = Open("WarehouseSqlServer");
        var receipt = new Receipt
        {
            Id = Guid.NewGuid(),
            PublicId = Guid.NewGuid(),
            Storefronts = ["shop-1"],
            OpenedAt = Now,
        };
        db.Attach(receipt);
        receipt.Changes = 2;
        db.AddRange(Enumerable.Range(0, 5).Select(_ => Message()));
        db.AddRange(Enumerable.Range(0, 5).Select(_ => UnitOf(receipt)));
        db.Add(
            new InboxEntry
            {
                MessageId = Guid.NewGuid(),
                Consumer = "warehouse-expect-parcel",
                ConsumedAt = Now,
            }
        );

        // There is no server that would count the updated row; all that is said has been said by then.
        await Should.ThrowAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync(Cancelled));

        var batch = _recorder.Said.ShouldHaveSingleItem();
        batch.ShouldNotContain("MERGE");
        batch.ShouldNotContain("OUTPUT INSERTED");
        Count(batch, "INSERT INTO [Outbox]").ShouldBe(1);
        Count(batch, "INSERT INTO [Units]").ShouldBe(1);
        Count(batch, "INSERT INTO [Inbox]").ShouldBe(1);
        batch.ShouldMatch(
            @"UPDATE \[Receipts\] SET \[Changes\] = @p\d+, \[Version\] = @p\d+\s+OUTPUT 1\s+WHERE \[Id\] = @p\d+ AND \[Version\] = @p\d+;"
        );
    }

    [Fact]
    public async Task Sent_messages_are_deleted_by_key_in_one_statement()
    {
        await using var db = (DurableDbContext)Open("ReturnsSqlServer");
        var ids = Enumerable.Range(0, 500).Select(_ => Guid.NewGuid()).ToList();

        await db.Outbox.Where(x => ids.Contains(x.Id)).ExecuteDeleteAsync(Cancelled);
        await db.Inbox.Where(x => x.ConsumedAt < Now).ExecuteDeleteAsync(Cancelled);

        _recorder.Said[0].ShouldMatch(@"DELETE FROM \[o\]\s+FROM \[Outbox\] AS \[o\]\s+WHERE \[o\]\.\[Id\] IN \(");
        _recorder.Said[0].ShouldNotContain("OPENJSON");
        _recorder.Said[1].ShouldContain("WHERE [i].[ConsumedAt] < ");
    }

    [Fact]
    public void A_page_starts_after_a_key_and_has_the_callers_storefronts_only()
    {
        using var db = (ReturnsDb)Open("ReturnsSqlServer");
        var (id, after) = (Guid.NewGuid(), Guid.CreateVersion7(Now));

        var sql = db
            .Timeline.AsNoTracking()
            .Where(x => x.ReturnId == id && x.Id > after)
            .OrderBy(x => x.Id)
            .Take(51)
            .ToQueryString();

        sql.ShouldContain("SELECT TOP(@p)");
        sql.ShouldContain("[t].[StorefrontId] IN (");
        sql.ShouldContain("[t].[ReturnId] = @id AND [t].[Id] > @after");
        sql.ShouldEndWith("ORDER BY [t].[Id]");
        // The bytes of the id in the order in which it is written: what is later is greater.
        sql.ShouldContain($"= 0x{after:N};", Case.Insensitive, sql);
    }

    [Fact]
    public void Skipping_rows_is_written_as_offset_and_fetch()
    {
        using var db = (ReturnsDb)Open("ReturnsSqlServer");

        db.Orders.OrderBy(x => x.Id)
            .Skip(20)
            .Take(10)
            .ToQueryString()
            .ShouldMatch(@"ORDER BY \[o\]\.\[Id\]\s+OFFSET @p\d* ROWS FETCH NEXT @p\d* ROWS ONLY");
    }

    [Fact]
    public void Candidates_for_a_scan_are_found_by_any_of_their_keys_with_the_expected_first()
    {
        using var db = (WarehouseDb)Open("WarehouseSqlServer");
        var (key, code) = ("RGCHX", "A-1");

        var sql = db
            .ExpectedReturns.AsNoTracking()
            .Where(x => x.RmaKey == key || x.TrackingKey == key || x.OrderNumber == code)
            .OrderByDescending(x => x.State == ExpectedReturnStates.Expected)
            .ThenBy(x => x.HandOverBy)
            .ThenBy(x => x.ReturnId)
            .Take(20)
            .ToQueryString();

        sql.ShouldContain("[e].[RmaKey] = @key OR [e].[TrackingKey] = @key OR [e].[OrderNumber] = @code");
        sql.ShouldMatch(@"ORDER BY CASE\s+WHEN \[e\]\.\[State\] = N'expected' THEN CAST\(1 AS bit\)");
    }

    [Fact]
    public void A_saga_is_loaded_with_its_goods_by_its_key()
    {
        using var db = (ReturnsDb)Open("ReturnsSqlServer");
        var id = Guid.NewGuid();

        var sql = db.Returns.Include(x => x.Goods).Where(x => x.CorrelationId == id).ToQueryString();

        sql.ShouldContain("[r].[CorrelationId] = @id");
        sql.ShouldContain("LEFT JOIN");
    }

    [Theory]
    [MemberData(nameof(OnSqlServer))]
    public void Migrations_and_triggers_are_valid_on_every_supported_version_of_SQL_Server(string context)
    {
        using var db = Databases.Open(context);
        string[] texts =
        [
            // A batch ends with GO, which is not SQL itself; the parser knows it.
            db.GetService<IMigrator>().GenerateScript(),
            db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent),
            db.Database.GenerateCreateScript(),
            .. ((db as ServiceDbContext)?.Triggers ?? []).SelectMany(x => x.Sql),
        ];

        foreach (var statement in texts.SelectMany(TransactSql.Statements))
        {
            statement.ShouldNotBeOfType<MergeStatement>();
            statement.ShouldNotBeOfType<CreateOrAlterTriggerStatement>();
            (statement is AlterTableAlterColumnStatement).ShouldBeFalse(texts[0]);
        }
    }

    [Theory]
    [MemberData(nameof(OnSqlServer))]
    public void The_script_that_creates_a_database_has_no_merge_and_no_generated_values(string context)
    {
        using var db = Databases.Open(context);

        var script = db.Database.GenerateCreateScript();

        script.ShouldContain("CREATE TABLE [");
        script.ShouldNotContain("MERGE");
        script.ShouldNotContain("IDENTITY");
        script.ShouldNotContain(" DEFAULT");
        script.ShouldNotContain("uniqueidentifier");
        // Only names in square brackets: a quote would be another product's way.
        script.ShouldNotContain("\"");
    }

    [Fact]
    public void Triggers_refuse_changes_of_append_only_rows_and_add_up_balances()
    {
        using var db = (RefundDb)Databases.Open("RefundSqlServer");
        var triggers = db.Triggers.ToDictionary(x => x.Name, x => x.Sql.ShouldHaveSingleItem());

        triggers.Keys.ShouldBe(
            [
                "PaymentAssignments_append_only",
                "RefundReviews_append_only",
                "CreditNotes_append_only",
                "PostingLines_append_only",
                "PostingLines_balance",
                "Postings_append_only",
                "StoreCreditMovements_append_only",
            ],
            ignoreOrder: true
        );
        triggers.Values.ShouldAllBe(x => x.StartsWith("CREATE TRIGGER [", StringComparison.Ordinal));
        triggers["Postings_append_only"]
            .ReplaceLineEndings("\n")
            .ShouldBe(
                """
                CREATE TRIGGER [Postings_append_only] ON [Postings] AFTER UPDATE, DELETE
                AS BEGIN SET NOCOUNT ON; THROW 50001, 'Postings is append-only.', 1; END
                """.ReplaceLineEndings("\n")
            );
        triggers["PostingLines_balance"].ShouldContain("[AccountBalances] AS balance WITH (UPDLOCK, HOLDLOCK)");
        triggers["PostingLines_balance"].ShouldContain("SUM([Amount]) AS [Amount] FROM inserted");
        triggers["PostingLines_balance"].ShouldNotContain("\"");
    }

    [Fact]
    public async Task The_lines_of_a_commit_are_inserted_in_the_order_of_their_accounts_whatever_posted_first()
    {
        await using var db = (RefundDb)Open("RefundSqlServer");
        db.Post(PostingOf("failed", "b", "a"));
        db.Post(PostingOf("reversed", "a", "b"));

        await db.SaveChangesAsync(true, Cancelled);

        var batch = _recorder.All;
        batch.ShouldNotContain("OUTPUT INSERTED");
        Count(batch, "INSERT INTO [PostingLines]").ShouldBe(1);
        db.ChangeTracker.Entries<PostingLine>().Select(x => x.Entity.Shard).Distinct().Count().ShouldBe(1);
        _recorder.Parameters.Where(x => x is "a" or "b").ShouldBe(["a", "a", "b", "b"]);
    }

    private static Posting PostingOf(string what, string debit, string credit) =>
        new()
        {
            Id = Guid.NewGuid(),
            StorefrontId = "shop-1",
            What = what,
            At = Now,
            Lines = [new(debit, "EUR", 5), new(credit, "EUR", -5)],
        };

    private DbContext Open(string context)
    {
        var db = Databases.Open(
            context,
            options => options.AddInterceptors(_recorder).UseApplicationServiceProvider(Services)
        );
        // A transaction would need a server.
        db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        return db;
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static Unit UnitOf(Receipt receipt) =>
        new()
        {
            Id = Guid.NewGuid(),
            ReceiptId = receipt.Id,
            StorefrontId = "shop-1",
            Outcome = Outcomes.Unknown,
            Location = Locations.Receiving,
            ReceivedAt = Now,
        };

    private static OutboxMessage Message() =>
        new()
        {
            Id = Guid.NewGuid(),
            Destination = "exchange:somebody",
            ContentType = "application/json",
            Body = [1],
            Headers = "{}",
            Properties = "{}",
            EnqueuedAt = Now,
            DueAt = Now,
        };
}
