using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AfterSalesMesh.Warehouse.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Arrivals",
                columns: table => new
                {
                    ReturnId = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    ReceiptId = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    StorefrontId = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    PublicReceiptId = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    By = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    ByName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    HasUnknownUnits = table.Column<bool>(type: "bit", nullable: false),
                    SnapshotNumber = table.Column<int>(type: "int", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Arrivals", x => new { x.ReturnId, x.ReceiptId });
                });

            migrationBuilder.CreateTable(
                name: "CarrierEvents",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    EventId = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Storefronts = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    ParcelId = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    TrackingNumber = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true, collation: "Latin1_General_100_BIN2"),
                    RmaNumber = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Kind = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false, collation: "Latin1_General_100_BIN2"),
                    At = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    ReportedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    By = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CarrierEvents", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ExpectedReturns",
                columns: table => new
                {
                    ReturnId = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    StorefrontId = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    State = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Revision = table.Column<int>(type: "int", nullable: false),
                    StoppedRevision = table.Column<int>(type: "int", nullable: false),
                    IsShort = table.Column<bool>(type: "bit", nullable: false),
                    OrderNumber = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    RmaNumber = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    RmaKey = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true, collation: "Latin1_General_100_BIN2"),
                    TrackingNumber = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true, collation: "Latin1_General_100_BIN2"),
                    TrackingKey = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true, collation: "Latin1_General_100_BIN2"),
                    HandOverBy = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    UnitsInOpenReceipts = table.Column<int>(type: "int", nullable: false),
                    Arrivals = table.Column<int>(type: "int", nullable: false),
                    MixedReceipts = table.Column<int>(type: "int", nullable: false),
                    UnexpectedUnits = table.Column<int>(type: "int", nullable: false),
                    SnapshotNumber = table.Column<int>(type: "int", nullable: false),
                    SnapshotNothingMoreExpected = table.Column<bool>(type: "bit", nullable: false),
                    WasComplete = table.Column<bool>(type: "bit", nullable: false),
                    SnapshotReceiptId = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    SnapshotAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    SnapshotBy = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true, collation: "Latin1_General_100_BIN2"),
                    SnapshotByName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    DueAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Attempts = table.Column<int>(type: "int", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false),
                    TraceParent = table.Column<string>(type: "nvarchar(55)", maxLength: 55, nullable: true, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ExpectedReturns", x => x.ReturnId);
                });

            migrationBuilder.CreateTable(
                name: "Failures",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Endpoint = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Destination = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false, collation: "Latin1_General_100_BIN2"),
                    MessageId = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    MessageType = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    ContentType = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Body = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    Headers = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    Properties = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    CorrelationId = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    Reason = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Count = table.Column<int>(type: "int", nullable: false),
                    FirstAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    LastAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    ReplayedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Subject = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    Owner = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true, collation: "Latin1_General_100_BIN2"),
                    TraceId = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Failures", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Idempotency",
                columns: table => new
                {
                    Caller = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Key = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    RequestHash = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    Status = table.Column<int>(type: "int", nullable: false),
                    Location = table.Column<string>(type: "nvarchar(max)", nullable: true, collation: "Latin1_General_100_BIN2"),
                    Body = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    CreatedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Idempotency", x => new { x.Caller, x.Key });
                });

            migrationBuilder.CreateTable(
                name: "Inbox",
                columns: table => new
                {
                    MessageId = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    Consumer = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    ConsumedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Inbox", x => new { x.MessageId, x.Consumer });
                });

            migrationBuilder.CreateTable(
                name: "Outbox",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    MessageId = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    Destination = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false, collation: "Latin1_General_100_BIN2"),
                    ContentType = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Body = table.Column<byte[]>(type: "varbinary(max)", nullable: false),
                    Headers = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    Properties = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    CorrelationId = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    EnqueuedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    DueAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Refusals = table.Column<int>(type: "int", nullable: false),
                    LastError = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Outbox", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Parcels",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    Storefronts = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    TrackingNumber = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true, collation: "Latin1_General_100_BIN2"),
                    TrackingKey = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true, collation: "Latin1_General_100_BIN2"),
                    RmaKey = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true, collation: "Latin1_General_100_BIN2"),
                    State = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false, collation: "Latin1_General_100_BIN2"),
                    StateAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    FirstSeenAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    ArrivedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Parcels", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Receipts",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    PublicId = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    Storefronts = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    OpenedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    ClosedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Changes = table.Column<int>(type: "int", nullable: false),
                    Units = table.Column<int>(type: "int", nullable: false),
                    UnknownUnits = table.Column<int>(type: "int", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Receipts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Scans",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    PublicId = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    Storefronts = table.Column<string>(type: "nvarchar(max)", nullable: false),
                    ReceiptId = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    Request = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    Answer = table.Column<string>(type: "nvarchar(max)", nullable: false, collation: "Latin1_General_100_BIN2"),
                    By = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    ByName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    At = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Scans", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Units",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    ReceiptId = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    ReturnId = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    StorefrontId = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    OrderNumber = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true, collation: "Latin1_General_100_BIN2"),
                    LineId = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Code = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Outcome = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Location = table.Column<string>(type: "nvarchar(50)", maxLength: 50, nullable: false, collation: "Latin1_General_100_BIN2"),
                    IsDismissed = table.Column<bool>(type: "bit", nullable: false),
                    ReceivedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Units", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ExpectedReturnLines",
                columns: table => new
                {
                    ReturnId = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    OrderNumber = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    LineId = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    StorefrontId = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Position = table.Column<int>(type: "int", nullable: false),
                    Sku = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Gtin = table.Column<string>(type: "nvarchar(50)", maxLength: 50, nullable: true, collation: "Latin1_General_100_BIN2"),
                    GtinKey = table.Column<string>(type: "nvarchar(50)", maxLength: 50, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Quantity = table.Column<int>(type: "int", nullable: false),
                    Received = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ExpectedReturnLines", x => new { x.ReturnId, x.OrderNumber, x.LineId });
                    table.ForeignKey(
                        name: "FK_ExpectedReturnLines_ExpectedReturns_ReturnId",
                        column: x => x.ReturnId,
                        principalTable: "ExpectedReturns",
                        principalColumn: "ReturnId",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ParcelReturns",
                columns: table => new
                {
                    ParcelId = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    ReturnId = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    StorefrontId = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    IsOnLabel = table.Column<bool>(type: "bit", nullable: false),
                    IsToldOfLoss = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ParcelReturns", x => new { x.ParcelId, x.ReturnId });
                    table.ForeignKey(
                        name: "FK_ParcelReturns_Parcels_ParcelId",
                        column: x => x.ParcelId,
                        principalTable: "Parcels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ReceiptReturns",
                columns: table => new
                {
                    ReceiptId = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    ReturnId = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    StorefrontId = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    IsIdentified = table.Column<bool>(type: "bit", nullable: false),
                    HadUnits = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReceiptReturns", x => new { x.ReceiptId, x.ReturnId });
                    table.ForeignKey(
                        name: "FK_ReceiptReturns_Receipts_ReceiptId",
                        column: x => x.ReceiptId,
                        principalTable: "Receipts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_CarrierEvents_ParcelId",
                table: "CarrierEvents",
                column: "ParcelId");

            migrationBuilder.CreateIndex(
                name: "IX_ExpectedReturnLines_OrderNumber",
                table: "ExpectedReturnLines",
                column: "OrderNumber");

            migrationBuilder.CreateIndex(
                name: "IX_ExpectedReturns_DueAt",
                table: "ExpectedReturns",
                column: "DueAt",
                filter: "[DueAt] IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_ExpectedReturns_OrderNumber",
                table: "ExpectedReturns",
                column: "OrderNumber");

            migrationBuilder.CreateIndex(
                name: "IX_ExpectedReturns_RmaKey",
                table: "ExpectedReturns",
                column: "RmaKey");

            migrationBuilder.CreateIndex(
                name: "IX_ExpectedReturns_TrackingKey",
                table: "ExpectedReturns",
                column: "TrackingKey");

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
                name: "IX_ParcelReturns_ReturnId",
                table: "ParcelReturns",
                column: "ReturnId");

            migrationBuilder.CreateIndex(
                name: "IX_Parcels_RmaKey",
                table: "Parcels",
                column: "RmaKey");

            migrationBuilder.CreateIndex(
                name: "IX_Parcels_TrackingKey",
                table: "Parcels",
                column: "TrackingKey");

            migrationBuilder.CreateIndex(
                name: "IX_Receipts_PublicId",
                table: "Receipts",
                column: "PublicId");

            migrationBuilder.CreateIndex(
                name: "IX_Scans_PublicId",
                table: "Scans",
                column: "PublicId");

            migrationBuilder.CreateIndex(
                name: "IX_Units_ReceiptId",
                table: "Units",
                column: "ReceiptId");

            migrationBuilder.CreateIndex(
                name: "IX_Units_ReturnId",
                table: "Units",
                column: "ReturnId");

            migrationBuilder.CreateIndex(
                name: "IX_Units_StorefrontId_Id",
                table: "Units",
                columns: new[] { "StorefrontId", "Id" },
                filter: "[Outcome] <> N'expected'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Arrivals");

            migrationBuilder.DropTable(
                name: "CarrierEvents");

            migrationBuilder.DropTable(
                name: "ExpectedReturnLines");

            migrationBuilder.DropTable(
                name: "Failures");

            migrationBuilder.DropTable(
                name: "Idempotency");

            migrationBuilder.DropTable(
                name: "Inbox");

            migrationBuilder.DropTable(
                name: "Outbox");

            migrationBuilder.DropTable(
                name: "ParcelReturns");

            migrationBuilder.DropTable(
                name: "ReceiptReturns");

            migrationBuilder.DropTable(
                name: "Scans");

            migrationBuilder.DropTable(
                name: "Units");

            migrationBuilder.DropTable(
                name: "ExpectedReturns");

            migrationBuilder.DropTable(
                name: "Parcels");

            migrationBuilder.DropTable(
                name: "Receipts");
        }
    }
}
