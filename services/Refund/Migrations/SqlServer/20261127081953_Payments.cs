using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AfterSalesMesh.Refund.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Payments : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "Customer",
                table: "Refunds",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: true,
                collation: "Latin1_General_100_BIN2");

            migrationBuilder.AddColumn<long>(
                name: "StoreCredit",
                table: "Refunds",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "WithheldSince",
                table: "RefundParts",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AlterColumn<string>(
                name: "Reference",
                table: "PaymentAdjustments",
                type: "nvarchar(209)",
                maxLength: 209,
                nullable: false,
                collation: "Latin1_General_100_BIN2",
                oldClrType: typeof(string),
                oldType: "nvarchar(200)",
                oldMaxLength: 200,
                oldCollation: "Latin1_General_100_BIN2");

            migrationBuilder.CreateTable(
                name: "BankAccounts",
                columns: table => new
                {
                    RefundId = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    StorefrontId = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Holder = table.Column<string>(type: "nvarchar(140)", maxLength: 140, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Iban = table.Column<string>(type: "nvarchar(34)", maxLength: 34, nullable: true, collation: "Latin1_General_100_BIN2"),
                    AccountNumber = table.Column<string>(type: "nvarchar(34)", maxLength: 34, nullable: true, collation: "Latin1_General_100_BIN2"),
                    BankCode = table.Column<string>(type: "nvarchar(34)", maxLength: 34, nullable: true, collation: "Latin1_General_100_BIN2"),
                    ToldAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BankAccounts", x => x.RefundId);
                });

            migrationBuilder.CreateTable(
                name: "ClosedBalances",
                columns: table => new
                {
                    StorefrontId = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Month = table.Column<string>(type: "nvarchar(7)", maxLength: 7, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Account = table.Column<string>(type: "nvarchar(80)", maxLength: 80, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Currency = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Amount = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ClosedBalances", x => new { x.StorefrontId, x.Month, x.Account, x.Currency });
                });

            migrationBuilder.CreateTable(
                name: "Collections",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    Position = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    ReturnId = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    StorefrontId = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    OrderNumber = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Round = table.Column<int>(type: "int", nullable: false),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    Currency = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Reason = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Locale = table.Column<string>(type: "nvarchar(35)", maxLength: 35, nullable: true, collation: "Latin1_General_100_BIN2"),
                    PayBy = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Status = table.Column<string>(type: "nvarchar(20)", maxLength: 20, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Failure = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: true, collation: "Latin1_General_100_BIN2"),
                    LinkId = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Url = table.Column<string>(type: "nvarchar(1000)", maxLength: 1000, nullable: true, collation: "Latin1_General_100_BIN2"),
                    IsClosed = table.Column<bool>(type: "bit", nullable: false),
                    Received = table.Column<long>(type: "bigint", nullable: false),
                    PaymentReference = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    KeysSpent = table.Column<int>(type: "int", nullable: false),
                    CreatedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    ChangedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    DueAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Attempts = table.Column<int>(type: "int", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false),
                    TraceParent = table.Column<string>(type: "nvarchar(55)", maxLength: 55, nullable: true, collation: "Latin1_General_100_BIN2")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Collections", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Disputes",
                columns: table => new
                {
                    Id = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Payment = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    OtherName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    Currency = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false, collation: "Latin1_General_100_BIN2"),
                    IsWon = table.Column<bool>(type: "bit", nullable: false),
                    OtherAmount = table.Column<long>(type: "bigint", nullable: true),
                    By = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Disputes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PaymentsAtProvider",
                columns: table => new
                {
                    Reference = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Owner = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentsAtProvider", x => x.Reference);
                });

            migrationBuilder.CreateTable(
                name: "Payouts",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    Position = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    StorefrontId = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    RefundId = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    ReturnId = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    OrderNumber = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    Currency = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Status = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Reference = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true, collation: "Latin1_General_100_BIN2"),
                    Reason = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true, collation: "Latin1_General_100_BIN2"),
                    ToldBy = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: true, collation: "Latin1_General_100_BIN2"),
                    ToldAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    CreatedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Payouts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "StoreCreditEntries",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    StorefrontId = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Customer = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Currency = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false, collation: "Latin1_General_100_BIN2"),
                    GrantId = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    SpendId = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    RefundId = table.Column<byte[]>(type: "binary(16)", nullable: true),
                    What = table.Column<string>(type: "nvarchar(16)", maxLength: 16, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StoreCreditEntries", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "StoreCreditGrants",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    StorefrontId = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Customer = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Currency = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    Left = table.Column<long>(type: "bigint", nullable: false),
                    GrantedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    ExpiresAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StoreCreditGrants", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "StoreCreditSpends",
                columns: table => new
                {
                    Id = table.Column<byte[]>(type: "binary(16)", nullable: false),
                    StorefrontId = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Customer = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Currency = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Amount = table.Column<long>(type: "bigint", nullable: false),
                    GivenBack = table.Column<long>(type: "bigint", nullable: false),
                    Reference = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false, collation: "Latin1_General_100_BIN2"),
                    At = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StoreCreditSpends", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Postings_StorefrontId_Position",
                table: "Postings",
                columns: new[] { "StorefrontId", "Position" });

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
                name: "IX_Disputes_OtherName",
                table: "Disputes",
                column: "OtherName");

            migrationBuilder.CreateIndex(
                name: "IX_Disputes_Payment",
                table: "Disputes",
                column: "Payment");

            migrationBuilder.CreateIndex(
                name: "IX_Payouts_RefundId",
                table: "Payouts",
                column: "RefundId");

            migrationBuilder.CreateIndex(
                name: "IX_Payouts_Status_Position",
                table: "Payouts",
                columns: new[] { "Status", "Position" });

            migrationBuilder.CreateIndex(
                name: "IX_StoreCreditEntries_SpendId",
                table: "StoreCreditEntries",
                column: "SpendId");

            migrationBuilder.CreateIndex(
                name: "IX_StoreCreditEntries_StorefrontId_Customer_Id",
                table: "StoreCreditEntries",
                columns: new[] { "StorefrontId", "Customer", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_StoreCreditGrants_ExpiresAt",
                table: "StoreCreditGrants",
                column: "ExpiresAt",
                filter: "[Left] > 0");

            migrationBuilder.CreateIndex(
                name: "IX_StoreCreditGrants_StorefrontId_Customer_ExpiresAt",
                table: "StoreCreditGrants",
                columns: new[] { "StorefrontId", "Customer", "ExpiresAt" },
                filter: "[Left] > 0");

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
                name: "BankAccounts");

            migrationBuilder.DropTable(
                name: "ClosedBalances");

            migrationBuilder.DropTable(
                name: "Collections");

            migrationBuilder.DropTable(
                name: "Disputes");

            migrationBuilder.DropTable(
                name: "PaymentsAtProvider");

            migrationBuilder.DropTable(
                name: "Payouts");

            migrationBuilder.DropTable(
                name: "StoreCreditEntries");

            migrationBuilder.DropTable(
                name: "StoreCreditGrants");

            migrationBuilder.DropTable(
                name: "StoreCreditSpends");

            migrationBuilder.DropIndex(
                name: "IX_Postings_StorefrontId_Position",
                table: "Postings");

            migrationBuilder.DropColumn(
                name: "Customer",
                table: "Refunds");

            migrationBuilder.DropColumn(
                name: "StoreCredit",
                table: "Refunds");

            migrationBuilder.DropColumn(
                name: "WithheldSince",
                table: "RefundParts");

            migrationBuilder.AlterColumn<string>(
                name: "Reference",
                table: "PaymentAdjustments",
                type: "nvarchar(200)",
                maxLength: 200,
                nullable: false,
                collation: "Latin1_General_100_BIN2",
                oldClrType: typeof(string),
                oldType: "nvarchar(209)",
                oldMaxLength: 209,
                oldCollation: "Latin1_General_100_BIN2");
        }
    }
}
