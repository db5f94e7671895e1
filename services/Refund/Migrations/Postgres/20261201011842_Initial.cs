using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AfterSalesMesh.Refund.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "AccountBalances",
                columns: table => new
                {
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Account = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    Shard = table.Column<int>(type: "integer", nullable: false),
                    Amount = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_AccountBalances", x => new { x.StorefrontId, x.Account, x.Currency, x.Shard });
                });

            migrationBuilder.CreateTable(
                name: "BankAccounts",
                columns: table => new
                {
                    RefundId = table.Column<Guid>(type: "uuid", nullable: false),
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Holder = table.Column<string>(type: "character varying(140)", maxLength: 140, nullable: false),
                    Iban = table.Column<string>(type: "character varying(34)", maxLength: 34, nullable: true),
                    AccountNumber = table.Column<string>(type: "character varying(34)", maxLength: 34, nullable: true),
                    BankCode = table.Column<string>(type: "character varying(34)", maxLength: 34, nullable: true),
                    ToldAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BankAccounts", x => x.RefundId);
                });

            migrationBuilder.CreateTable(
                name: "ClosedBalances",
                columns: table => new
                {
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Month = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    Account = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    Amount = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ClosedBalances", x => new { x.StorefrontId, x.Month, x.Account, x.Currency });
                });

            migrationBuilder.CreateTable(
                name: "ClosedMonths",
                columns: table => new
                {
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Month = table.Column<string>(type: "character varying(7)", maxLength: 7, nullable: false),
                    ClosedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ClosedBy = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    ClosedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Postings = table.Column<long>(type: "bigint", nullable: false),
                    OpenExceptions = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ClosedMonths", x => new { x.StorefrontId, x.Month });
                });

            migrationBuilder.CreateTable(
                name: "Collections",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Position = table.Column<Guid>(type: "uuid", nullable: false),
                    ReturnId = table.Column<Guid>(type: "uuid", nullable: false),
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    OrderNumber = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Round = table.Column<int>(type: "integer", nullable: false),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    Reason = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Locale = table.Column<string>(type: "character varying(35)", maxLength: 35, nullable: true),
                    PayBy = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Status = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Failure = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: true),
                    LinkId = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Url = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    IsClosed = table.Column<bool>(type: "boolean", nullable: false),
                    Received = table.Column<long>(type: "bigint", nullable: false),
                    PaymentReference = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    UnusableKeys = table.Column<int>(type: "integer", nullable: false),
                    CreatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ChangedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    DueAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false),
                    TraceParent = table.Column<string>(type: "character varying(55)", maxLength: 55, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Collections", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "CreditNotes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Serial = table.Column<long>(type: "bigint", nullable: false),
                    IssuedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Issuer = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false),
                    RefundId = table.Column<Guid>(type: "uuid", nullable: false),
                    Ordinal = table.Column<int>(type: "integer", nullable: false),
                    ReturnId = table.Column<Guid>(type: "uuid", nullable: false),
                    OrderNumber = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    InvoiceNumber = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    RefundAmount = table.Column<long>(type: "bigint", nullable: false),
                    Lines = table.Column<string>(type: "text", nullable: false),
                    PaidAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CreditNotes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "CreditNoteSeries",
                columns: table => new
                {
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Last = table.Column<long>(type: "bigint", nullable: false),
                    LastAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CreditNoteSeries", x => x.StorefrontId);
                });

            migrationBuilder.CreateTable(
                name: "Discrepancies",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Position = table.Column<Guid>(type: "uuid", nullable: false),
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Status = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Owner = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    Note = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    Detail = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    SettlementId = table.Column<Guid>(type: "uuid", nullable: true),
                    RowId = table.Column<Guid>(type: "uuid", nullable: true),
                    Line = table.Column<long>(type: "bigint", nullable: true),
                    RowType = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: true),
                    PartId = table.Column<Guid>(type: "uuid", nullable: true),
                    RefundId = table.Column<Guid>(type: "uuid", nullable: true),
                    ReturnId = table.Column<Guid>(type: "uuid", nullable: true),
                    Payment = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Reference = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Expected = table.Column<long>(type: "bigint", nullable: true),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: true),
                    Found = table.Column<long>(type: "bigint", nullable: true),
                    FoundCurrency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: true),
                    ClearingAccount = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: true),
                    OnClearing = table.Column<long>(type: "bigint", nullable: false),
                    OnSuspense = table.Column<long>(type: "bigint", nullable: false),
                    SuspenseCurrency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: true),
                    OpenedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Resolution = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    ResolvedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ResolvedBy = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    ResolvedByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    ResolutionNote = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Discrepancies", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Disputes",
                columns: table => new
                {
                    Id = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Payment = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    OtherName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    IsWon = table.Column<bool>(type: "boolean", nullable: false),
                    OtherAmount = table.Column<long>(type: "bigint", nullable: true),
                    By = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Disputes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Failures",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Endpoint = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    Destination = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    MessageId = table.Column<Guid>(type: "uuid", nullable: false),
                    MessageType = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    ContentType = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Body = table.Column<byte[]>(type: "bytea", nullable: false),
                    Headers = table.Column<string>(type: "text", nullable: false),
                    Properties = table.Column<string>(type: "text", nullable: false),
                    CorrelationId = table.Column<Guid>(type: "uuid", nullable: true),
                    Reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    Count = table.Column<int>(type: "integer", nullable: false),
                    FirstAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    LastAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ReplayedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Subject = table.Column<Guid>(type: "uuid", nullable: true),
                    Owner = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    TraceId = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Failures", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Idempotency",
                columns: table => new
                {
                    Caller = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    RequestHash = table.Column<byte[]>(type: "bytea", nullable: false),
                    Status = table.Column<int>(type: "integer", nullable: false),
                    Location = table.Column<string>(type: "text", nullable: true),
                    Body = table.Column<string>(type: "text", nullable: false),
                    CreatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Idempotency", x => new { x.Caller, x.Key });
                });

            migrationBuilder.CreateTable(
                name: "Inbox",
                columns: table => new
                {
                    MessageId = table.Column<Guid>(type: "uuid", nullable: false),
                    Consumer = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    ConsumedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Inbox", x => new { x.MessageId, x.Consumer });
                });

            migrationBuilder.CreateTable(
                name: "Outbox",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    MessageId = table.Column<Guid>(type: "uuid", nullable: true),
                    Destination = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    ContentType = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Body = table.Column<byte[]>(type: "bytea", nullable: false),
                    Headers = table.Column<string>(type: "text", nullable: false),
                    Properties = table.Column<string>(type: "text", nullable: false),
                    CorrelationId = table.Column<Guid>(type: "uuid", nullable: true),
                    EnqueuedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    DueAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Refusals = table.Column<int>(type: "integer", nullable: false),
                    LastError = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Outbox", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "OwedCreditNotes",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Position = table.Column<Guid>(type: "uuid", nullable: false),
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    RefundId = table.Column<Guid>(type: "uuid", nullable: false),
                    Ordinal = table.Column<int>(type: "integer", nullable: false),
                    Before = table.Column<long>(type: "bigint", nullable: false),
                    After = table.Column<long>(type: "bigint", nullable: false),
                    PaidAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_OwedCreditNotes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PartSettlements",
                columns: table => new
                {
                    PartId = table.Column<Guid>(type: "uuid", nullable: false),
                    Type = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    RowId = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PartSettlements", x => new { x.PartId, x.Type });
                });

            migrationBuilder.CreateTable(
                name: "PaymentAdjustments",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    PaymentReference = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Kind = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    Reference = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    By = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    TraceParent = table.Column<string>(type: "character varying(55)", maxLength: 55, nullable: true),
                    Moves = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentAdjustments", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PaymentAssignments",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    PaymentReference = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    From = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    By = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    ByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Note = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentAssignments", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Payments",
                columns: table => new
                {
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Reference = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Method = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    Captured = table.Column<long>(type: "bigint", nullable: true),
                    RefundedByOrder = table.Column<long>(type: "bigint", nullable: false),
                    RefundedByAdjustments = table.Column<long>(type: "bigint", nullable: false),
                    RefundedByOtherOrders = table.Column<long>(type: "bigint", nullable: false),
                    RefundedByOthers = table.Column<long>(type: "bigint", nullable: false),
                    ChargedBack = table.Column<long>(type: "bigint", nullable: false),
                    Committed = table.Column<long>(type: "bigint", nullable: false),
                    Orders = table.Column<string>(type: "text", nullable: false),
                    BelongsToAnotherStorefront = table.Column<bool>(type: "boolean", nullable: false),
                    CapRevision = table.Column<int>(type: "integer", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Payments", x => new { x.StorefrontId, x.Reference });
                });

            migrationBuilder.CreateTable(
                name: "PaymentsAtProvider",
                columns: table => new
                {
                    Reference = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Owner = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentsAtProvider", x => x.Reference);
                });

            migrationBuilder.CreateTable(
                name: "Payouts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Position = table.Column<Guid>(type: "uuid", nullable: false),
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    RefundId = table.Column<Guid>(type: "uuid", nullable: false),
                    ReturnId = table.Column<Guid>(type: "uuid", nullable: false),
                    OrderNumber = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    Status = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Reference = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Reason = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true),
                    ToldBy = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    ToldByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    ToldAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    CreatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Payouts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Postings",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Position = table.Column<Guid>(type: "uuid", nullable: false),
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    What = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ReturnId = table.Column<Guid>(type: "uuid", nullable: true),
                    RefundId = table.Column<Guid>(type: "uuid", nullable: true),
                    PartId = table.Column<Guid>(type: "uuid", nullable: true),
                    SettlementRowId = table.Column<Guid>(type: "uuid", nullable: true),
                    TraceParent = table.Column<string>(type: "character varying(55)", maxLength: 55, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Postings", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Refunds",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    Position = table.Column<Guid>(type: "uuid", nullable: false),
                    ReturnId = table.Column<Guid>(type: "uuid", nullable: false),
                    RmaNumber = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    OrderNumber = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    InvoiceNumber = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    Round = table.Column<int>(type: "integer", nullable: false),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    Shortfall = table.Column<long>(type: "bigint", nullable: false),
                    StoreCredit = table.Column<long>(type: "bigint", nullable: false),
                    StoreCreditBonus = table.Column<long>(type: "bigint", nullable: false),
                    Customer = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    DecidedBy = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    WaitingFor = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: true),
                    Status = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Reason = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    PromisedBy = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    PromiseWarnings = table.Column<int>(type: "integer", nullable: false),
                    Credited = table.Column<long>(type: "bigint", nullable: false),
                    CreditNotes = table.Column<int>(type: "integer", nullable: false),
                    CreatedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ChangedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    DueAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false),
                    PaymentReferences = table.Column<string>(type: "text", nullable: false),
                    Lines = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Refunds", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "SettlementFlaws",
                columns: table => new
                {
                    SettlementId = table.Column<Guid>(type: "uuid", nullable: false),
                    Line = table.Column<long>(type: "bigint", nullable: false),
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    What = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SettlementFlaws", x => new { x.SettlementId, x.Line });
                });

            migrationBuilder.CreateTable(
                name: "SettlementRows",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    SettlementId = table.Column<Guid>(type: "uuid", nullable: false),
                    Line = table.Column<long>(type: "bigint", nullable: false),
                    ContentId = table.Column<Guid>(type: "uuid", nullable: true),
                    ContentAndKeyId = table.Column<Guid>(type: "uuid", nullable: true),
                    Type = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    PartId = table.Column<Guid>(type: "uuid", nullable: true),
                    Reference = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Payment = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Gross = table.Column<long>(type: "bigint", nullable: false),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    Fee = table.Column<long>(type: "bigint", nullable: false),
                    Net = table.Column<long>(type: "bigint", nullable: false),
                    SettledCurrency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    Rate = table.Column<decimal>(type: "numeric(28,12)", precision: 28, scale: 12, nullable: true),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SettlementRows", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Settlements",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Provider = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    FileName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Status = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Head = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: false),
                    Hash = table.Column<byte[]>(type: "bytea", maxLength: 32, nullable: true),
                    Lines = table.Column<long>(type: "bigint", nullable: false),
                    Rows = table.Column<long>(type: "bigint", nullable: false),
                    NewRows = table.Column<long>(type: "bigint", nullable: false),
                    Ignored = table.Column<long>(type: "bigint", nullable: false),
                    Broken = table.Column<long>(type: "bigint", nullable: false),
                    StartedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    FinishedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    By = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    ByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Settlements", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "StoreCreditGrants",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Customer = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    Left = table.Column<long>(type: "bigint", nullable: false),
                    GrantedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ExpiresAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StoreCreditGrants", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "StoreCreditMovements",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Customer = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    GrantId = table.Column<Guid>(type: "uuid", nullable: false),
                    SpendId = table.Column<Guid>(type: "uuid", nullable: true),
                    RefundId = table.Column<Guid>(type: "uuid", nullable: true),
                    What = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StoreCreditMovements", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "StoreCreditSpends",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Customer = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    GivenBack = table.Column<long>(type: "bigint", nullable: false),
                    Reference = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StoreCreditSpends", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "StorefrontBooks",
                columns: table => new
                {
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    OpenFrom = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    FrozenBefore = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    FreezeExpiresAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    FreezeId = table.Column<Guid>(type: "uuid", nullable: true),
                    ReconciledUpTo = table.Column<Guid>(type: "uuid", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StorefrontBooks", x => x.StorefrontId);
                });

            migrationBuilder.CreateTable(
                name: "PostingLines",
                columns: table => new
                {
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    Account = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    Position = table.Column<Guid>(type: "uuid", nullable: false),
                    Number = table.Column<int>(type: "integer", nullable: false),
                    PostingId = table.Column<Guid>(type: "uuid", nullable: false),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    Shard = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PostingLines", x => new { x.StorefrontId, x.Account, x.Position, x.Number });
                    table.ForeignKey(
                        name: "FK_PostingLines_Postings_PostingId",
                        column: x => x.PostingId,
                        principalTable: "Postings",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "RefundParts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    RefundId = table.Column<Guid>(type: "uuid", nullable: false),
                    ReturnId = table.Column<Guid>(type: "uuid", nullable: false),
                    RmaNumber = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    PaymentReference = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    Tender = table.Column<string>(type: "character varying(50)", maxLength: 50, nullable: false),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    Bonus = table.Column<long>(type: "bigint", nullable: false),
                    Currency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    PaysShortfall = table.Column<bool>(type: "boolean", nullable: false),
                    Status = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    Failure = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    ProviderId = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    Attempts = table.Column<int>(type: "integer", nullable: false),
                    UnusableKeys = table.Column<int>(type: "integer", nullable: false),
                    KeyUsedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    WithheldSince = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    DueAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false),
                    TraceParent = table.Column<string>(type: "character varying(55)", maxLength: 55, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RefundParts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_RefundParts_Refunds_RefundId",
                        column: x => x.RefundId,
                        principalTable: "Refunds",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "RefundReviews",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    RefundId = table.Column<Guid>(type: "uuid", nullable: false),
                    StorefrontId = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    What = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    By = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    ByName = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Note = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RefundReviews", x => x.Id);
                    table.ForeignKey(
                        name: "FK_RefundReviews_Refunds_RefundId",
                        column: x => x.RefundId,
                        principalTable: "Refunds",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Collections_DueAt",
                table: "Collections",
                column: "DueAt");

            migrationBuilder.CreateIndex(
                name: "IX_Collections_Position",
                table: "Collections",
                column: "Position",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Collections_ReturnId_Position",
                table: "Collections",
                columns: new[] { "ReturnId", "Position" });

            migrationBuilder.CreateIndex(
                name: "IX_Collections_Status_Position",
                table: "Collections",
                columns: new[] { "Status", "Position" });

            migrationBuilder.CreateIndex(
                name: "IX_Collections_StorefrontId_PaymentReference",
                table: "Collections",
                columns: new[] { "StorefrontId", "PaymentReference" });

            migrationBuilder.CreateIndex(
                name: "IX_CreditNotes_RefundId_Ordinal",
                table: "CreditNotes",
                columns: new[] { "RefundId", "Ordinal" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_CreditNotes_StorefrontId_Serial",
                table: "CreditNotes",
                columns: new[] { "StorefrontId", "Serial" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Discrepancies_Kind_Position",
                table: "Discrepancies",
                columns: new[] { "Kind", "Position" });

            migrationBuilder.CreateIndex(
                name: "IX_Discrepancies_Owner_Position",
                table: "Discrepancies",
                columns: new[] { "Owner", "Position" });

            migrationBuilder.CreateIndex(
                name: "IX_Discrepancies_Position",
                table: "Discrepancies",
                column: "Position",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Discrepancies_SettlementId",
                table: "Discrepancies",
                column: "SettlementId");

            migrationBuilder.CreateIndex(
                name: "IX_Discrepancies_Status_Position",
                table: "Discrepancies",
                columns: new[] { "Status", "Position" });

            migrationBuilder.CreateIndex(
                name: "IX_Disputes_OtherName",
                table: "Disputes",
                column: "OtherName");

            migrationBuilder.CreateIndex(
                name: "IX_Disputes_Payment",
                table: "Disputes",
                column: "Payment");

            migrationBuilder.CreateIndex(
                name: "IX_Failures_ReplayedAt_LastAt",
                table: "Failures",
                columns: new[] { "ReplayedAt", "LastAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Failures_Subject",
                table: "Failures",
                column: "Subject");

            migrationBuilder.CreateIndex(
                name: "IX_Idempotency_CreatedAt",
                table: "Idempotency",
                column: "CreatedAt");

            migrationBuilder.CreateIndex(
                name: "IX_Inbox_ConsumedAt",
                table: "Inbox",
                column: "ConsumedAt");

            migrationBuilder.CreateIndex(
                name: "IX_Outbox_DueAt",
                table: "Outbox",
                column: "DueAt");

            migrationBuilder.CreateIndex(
                name: "IX_OwedCreditNotes_StorefrontId_Position",
                table: "OwedCreditNotes",
                columns: new[] { "StorefrontId", "Position" });

            migrationBuilder.CreateIndex(
                name: "IX_PaymentAdjustments_StorefrontId_PaymentReference",
                table: "PaymentAdjustments",
                columns: new[] { "StorefrontId", "PaymentReference" });

            migrationBuilder.CreateIndex(
                name: "IX_PaymentAdjustments_StorefrontId_Reference_Currency_Kind",
                table: "PaymentAdjustments",
                columns: new[] { "StorefrontId", "Reference", "Currency", "Kind" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Payments_Reference",
                table: "Payments",
                column: "Reference");

            migrationBuilder.CreateIndex(
                name: "IX_Payouts_RefundId",
                table: "Payouts",
                column: "RefundId");

            migrationBuilder.CreateIndex(
                name: "IX_Payouts_Status_Position",
                table: "Payouts",
                columns: new[] { "Status", "Position" });

            migrationBuilder.CreateIndex(
                name: "IX_PostingLines_PostingId",
                table: "PostingLines",
                column: "PostingId");

            migrationBuilder.CreateIndex(
                name: "IX_Postings_Position",
                table: "Postings",
                column: "Position",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Postings_ReturnId_Position",
                table: "Postings",
                columns: new[] { "ReturnId", "Position" });

            migrationBuilder.CreateIndex(
                name: "IX_Postings_StorefrontId_Position",
                table: "Postings",
                columns: new[] { "StorefrontId", "Position" });

            migrationBuilder.CreateIndex(
                name: "IX_RefundParts_DueAt",
                table: "RefundParts",
                column: "DueAt");

            migrationBuilder.CreateIndex(
                name: "IX_RefundParts_ProviderId",
                table: "RefundParts",
                column: "ProviderId");

            migrationBuilder.CreateIndex(
                name: "IX_RefundParts_RefundId",
                table: "RefundParts",
                column: "RefundId");

            migrationBuilder.CreateIndex(
                name: "IX_RefundParts_StorefrontId_PaymentReference",
                table: "RefundParts",
                columns: new[] { "StorefrontId", "PaymentReference" });

            migrationBuilder.CreateIndex(
                name: "IX_RefundReviews_RefundId",
                table: "RefundReviews",
                column: "RefundId");

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_DueAt",
                table: "Refunds",
                column: "DueAt");

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_Position",
                table: "Refunds",
                column: "Position",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_ReturnId_Position",
                table: "Refunds",
                columns: new[] { "ReturnId", "Position" });

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_Status_Position",
                table: "Refunds",
                columns: new[] { "Status", "Position" });

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_Status_PromisedBy",
                table: "Refunds",
                columns: new[] { "Status", "PromisedBy" });

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_StorefrontId_OrderNumber",
                table: "Refunds",
                columns: new[] { "StorefrontId", "OrderNumber" });

            migrationBuilder.CreateIndex(
                name: "IX_Refunds_WaitingFor_Position",
                table: "Refunds",
                columns: new[] { "WaitingFor", "Position" });

            migrationBuilder.CreateIndex(
                name: "IX_SettlementRows_ContentAndKeyId",
                table: "SettlementRows",
                column: "ContentAndKeyId");

            migrationBuilder.CreateIndex(
                name: "IX_SettlementRows_ContentId",
                table: "SettlementRows",
                column: "ContentId");

            migrationBuilder.CreateIndex(
                name: "IX_SettlementRows_SettlementId",
                table: "SettlementRows",
                column: "SettlementId");

            migrationBuilder.CreateIndex(
                name: "IX_Settlements_StorefrontId_Hash",
                table: "Settlements",
                columns: new[] { "StorefrontId", "Hash" });

            migrationBuilder.CreateIndex(
                name: "IX_Settlements_StorefrontId_Head",
                table: "Settlements",
                columns: new[] { "StorefrontId", "Head" });

            migrationBuilder.CreateIndex(
                name: "IX_StoreCreditGrants_ExpiresAt",
                table: "StoreCreditGrants",
                column: "ExpiresAt",
                filter: "\"Left\" > 0");

            migrationBuilder.CreateIndex(
                name: "IX_StoreCreditGrants_StorefrontId_Customer_ExpiresAt",
                table: "StoreCreditGrants",
                columns: new[] { "StorefrontId", "Customer", "ExpiresAt" },
                filter: "\"Left\" > 0");

            migrationBuilder.CreateIndex(
                name: "IX_StoreCreditMovements_SpendId",
                table: "StoreCreditMovements",
                column: "SpendId");

            migrationBuilder.CreateIndex(
                name: "IX_StoreCreditMovements_StorefrontId_Customer_Id",
                table: "StoreCreditMovements",
                columns: new[] { "StorefrontId", "Customer", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_StoreCreditSpends_StorefrontId_Reference",
                table: "StoreCreditSpends",
                columns: new[] { "StorefrontId", "Reference" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "AccountBalances");

            migrationBuilder.DropTable(
                name: "BankAccounts");

            migrationBuilder.DropTable(
                name: "ClosedBalances");

            migrationBuilder.DropTable(
                name: "ClosedMonths");

            migrationBuilder.DropTable(
                name: "Collections");

            migrationBuilder.DropTable(
                name: "CreditNotes");

            migrationBuilder.DropTable(
                name: "CreditNoteSeries");

            migrationBuilder.DropTable(
                name: "Discrepancies");

            migrationBuilder.DropTable(
                name: "Disputes");

            migrationBuilder.DropTable(
                name: "Failures");

            migrationBuilder.DropTable(
                name: "Idempotency");

            migrationBuilder.DropTable(
                name: "Inbox");

            migrationBuilder.DropTable(
                name: "Outbox");

            migrationBuilder.DropTable(
                name: "OwedCreditNotes");

            migrationBuilder.DropTable(
                name: "PartSettlements");

            migrationBuilder.DropTable(
                name: "PaymentAdjustments");

            migrationBuilder.DropTable(
                name: "PaymentAssignments");

            migrationBuilder.DropTable(
                name: "Payments");

            migrationBuilder.DropTable(
                name: "PaymentsAtProvider");

            migrationBuilder.DropTable(
                name: "Payouts");

            migrationBuilder.DropTable(
                name: "PostingLines");

            migrationBuilder.DropTable(
                name: "RefundParts");

            migrationBuilder.DropTable(
                name: "RefundReviews");

            migrationBuilder.DropTable(
                name: "SettlementFlaws");

            migrationBuilder.DropTable(
                name: "SettlementRows");

            migrationBuilder.DropTable(
                name: "Settlements");

            migrationBuilder.DropTable(
                name: "StoreCreditGrants");

            migrationBuilder.DropTable(
                name: "StoreCreditMovements");

            migrationBuilder.DropTable(
                name: "StoreCreditSpends");

            migrationBuilder.DropTable(
                name: "StorefrontBooks");

            migrationBuilder.DropTable(
                name: "Postings");

            migrationBuilder.DropTable(
                name: "Refunds");
        }
    }
}
