using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AfterSalesMesh.Warehouse.Migrations.Sqlite
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
                    ReturnId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ReceiptId = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    PublicReceiptId = table.Column<Guid>(type: "TEXT", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    By = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    ByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    HasUnknownUnits = table.Column<bool>(type: "INTEGER", nullable: false),
                    SnapshotNumber = table.Column<int>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Arrivals", x => new { x.ReturnId, x.ReceiptId });
                });

            migrationBuilder.CreateTable(
                name: "CarrierEvents",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    EventId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Storefronts = table.Column<string>(type: "TEXT", nullable: false),
                    ParcelId = table.Column<Guid>(type: "TEXT", nullable: false),
                    TrackingNumber = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    RmaNumber = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    ReportedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    By = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_CarrierEvents", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ExpectedReturns",
                columns: table => new
                {
                    ReturnId = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    Revision = table.Column<int>(type: "INTEGER", nullable: false),
                    StoppedRevision = table.Column<int>(type: "INTEGER", nullable: false),
                    IsShort = table.Column<bool>(type: "INTEGER", nullable: false),
                    OrderNumber = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    RmaNumber = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    RmaKey = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    TrackingNumber = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    TrackingKey = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    HandOverBy = table.Column<long>(type: "INTEGER", nullable: false),
                    UnitsInOpenReceipts = table.Column<int>(type: "INTEGER", nullable: false),
                    Arrivals = table.Column<int>(type: "INTEGER", nullable: false),
                    MixedReceipts = table.Column<int>(type: "INTEGER", nullable: false),
                    UnexpectedUnits = table.Column<int>(type: "INTEGER", nullable: false),
                    SnapshotNumber = table.Column<int>(type: "INTEGER", nullable: false),
                    SnapshotNothingMoreExpected = table.Column<bool>(type: "INTEGER", nullable: false),
                    WasComplete = table.Column<bool>(type: "INTEGER", nullable: false),
                    SnapshotReceiptId = table.Column<Guid>(type: "TEXT", nullable: true),
                    SnapshotAt = table.Column<long>(type: "INTEGER", nullable: true),
                    SnapshotBy = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    SnapshotByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    TraceParent = table.Column<string>(type: "TEXT", maxLength: 55, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ExpectedReturns", x => x.ReturnId);
                });

            migrationBuilder.CreateTable(
                name: "Failures",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Endpoint = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    Destination = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    MessageId = table.Column<Guid>(type: "TEXT", nullable: false),
                    MessageType = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    ContentType = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Body = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Headers = table.Column<string>(type: "TEXT", nullable: false),
                    Properties = table.Column<string>(type: "TEXT", nullable: false),
                    CorrelationId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    Count = table.Column<int>(type: "INTEGER", nullable: false),
                    FirstAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LastAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ReplayedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Subject = table.Column<Guid>(type: "TEXT", nullable: true),
                    Owner = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    TraceId = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Failures", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Idempotency",
                columns: table => new
                {
                    Caller = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Key = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    RequestHash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Status = table.Column<int>(type: "INTEGER", nullable: false),
                    Location = table.Column<string>(type: "TEXT", nullable: true),
                    Body = table.Column<string>(type: "TEXT", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Idempotency", x => new { x.Caller, x.Key });
                });

            migrationBuilder.CreateTable(
                name: "Inbox",
                columns: table => new
                {
                    MessageId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Consumer = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    ConsumedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Inbox", x => new { x.MessageId, x.Consumer });
                });

            migrationBuilder.CreateTable(
                name: "Outbox",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    MessageId = table.Column<Guid>(type: "TEXT", nullable: true),
                    Destination = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    ContentType = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Body = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Headers = table.Column<string>(type: "TEXT", nullable: false),
                    Properties = table.Column<string>(type: "TEXT", nullable: false),
                    CorrelationId = table.Column<Guid>(type: "TEXT", nullable: true),
                    EnqueuedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Refusals = table.Column<int>(type: "INTEGER", nullable: false),
                    LastError = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Outbox", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Parcels",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Storefronts = table.Column<string>(type: "TEXT", nullable: false),
                    TrackingNumber = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    TrackingKey = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    RmaKey = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    State = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    StateAt = table.Column<long>(type: "INTEGER", nullable: false),
                    FirstSeenAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ArrivedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Parcels", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Receipts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PublicId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Storefronts = table.Column<string>(type: "TEXT", nullable: false),
                    OpenedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ClosedAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Changes = table.Column<int>(type: "INTEGER", nullable: false),
                    Units = table.Column<int>(type: "INTEGER", nullable: false),
                    UnknownUnits = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Receipts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Scans",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    PublicId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Storefronts = table.Column<string>(type: "TEXT", nullable: false),
                    ReceiptId = table.Column<Guid>(type: "TEXT", nullable: false),
                    Request = table.Column<string>(type: "TEXT", nullable: false),
                    Answer = table.Column<string>(type: "TEXT", nullable: false),
                    By = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    ByName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Scans", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Units",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    ReceiptId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ReturnId = table.Column<Guid>(type: "TEXT", nullable: true),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    OrderNumber = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    LineId = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    Code = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Outcome = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    Location = table.Column<string>(type: "TEXT", maxLength: 50, nullable: false),
                    IsDismissed = table.Column<bool>(type: "INTEGER", nullable: false),
                    ReceivedAt = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Units", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ExpectedReturnLines",
                columns: table => new
                {
                    ReturnId = table.Column<Guid>(type: "TEXT", nullable: false),
                    OrderNumber = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    LineId = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false),
                    Sku = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Gtin = table.Column<string>(type: "TEXT", maxLength: 50, nullable: true),
                    GtinKey = table.Column<string>(type: "TEXT", maxLength: 50, nullable: true),
                    Quantity = table.Column<int>(type: "INTEGER", nullable: false),
                    Received = table.Column<int>(type: "INTEGER", nullable: false)
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
                    ParcelId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ReturnId = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    IsOnLabel = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsToldOfLoss = table.Column<bool>(type: "INTEGER", nullable: false)
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
                    ReceiptId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ReturnId = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    IsIdentified = table.Column<bool>(type: "INTEGER", nullable: false),
                    HadUnits = table.Column<bool>(type: "INTEGER", nullable: false)
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
                filter: "\"DueAt\" IS NOT NULL");

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
                filter: "\"Outcome\" <> 'expected'");
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
