using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AfterSalesMesh.Refund.Migrations.Sqlite
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
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "StoreCredit",
                table: "Refunds",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "WithheldSince",
                table: "RefundParts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "BankAccounts",
                columns: table => new
                {
                    RefundId = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Holder = table.Column<string>(type: "TEXT", maxLength: 140, nullable: false),
                    Iban = table.Column<string>(type: "TEXT", maxLength: 34, nullable: true),
                    AccountNumber = table.Column<string>(type: "TEXT", maxLength: 34, nullable: true),
                    BankCode = table.Column<string>(type: "TEXT", maxLength: 34, nullable: true),
                    ToldAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BankAccounts", x => x.RefundId);
                });

            migrationBuilder.CreateTable(
                name: "ClosedBalances",
                columns: table => new
                {
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Month = table.Column<string>(type: "TEXT", maxLength: 7, nullable: false),
                    Account = table.Column<string>(type: "TEXT", maxLength: 80, nullable: false),
                    Currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    Amount = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ClosedBalances", x => new { x.StorefrontId, x.Month, x.Account, x.Currency });
                });

            migrationBuilder.CreateTable(
                name: "Collections",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Position = table.Column<Guid>(type: "TEXT", nullable: false),
                    ReturnId = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    OrderNumber = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Round = table.Column<int>(type: "INTEGER", nullable: false),
                    Amount = table.Column<long>(type: "INTEGER", nullable: false),
                    Currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Locale = table.Column<string>(type: "TEXT", maxLength: 35, nullable: true),
                    PayBy = table.Column<long>(type: "INTEGER", nullable: false),
                    Status = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    Failure = table.Column<string>(type: "TEXT", maxLength: 16, nullable: true),
                    LinkId = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Url = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true),
                    IsClosed = table.Column<bool>(type: "INTEGER", nullable: false),
                    Received = table.Column<long>(type: "INTEGER", nullable: false),
                    PaymentReference = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    KeysSpent = table.Column<int>(type: "INTEGER", nullable: false),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ChangedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: true),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false),
                    TraceParent = table.Column<string>(type: "TEXT", maxLength: 55, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Collections", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "Disputes",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Payment = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    OtherName = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Amount = table.Column<long>(type: "INTEGER", nullable: false),
                    Currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    IsWon = table.Column<bool>(type: "INTEGER", nullable: false),
                    OtherAmount = table.Column<long>(type: "INTEGER", nullable: true),
                    By = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Disputes", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "PaymentsAtProvider",
                columns: table => new
                {
                    Reference = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Owner = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentsAtProvider", x => x.Reference);
                });

            migrationBuilder.CreateTable(
                name: "Payouts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    Position = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    RefundId = table.Column<Guid>(type: "TEXT", nullable: false),
                    ReturnId = table.Column<Guid>(type: "TEXT", nullable: false),
                    OrderNumber = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Amount = table.Column<long>(type: "INTEGER", nullable: false),
                    Currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    Status = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    Reference = table.Column<string>(type: "TEXT", maxLength: 200, nullable: true),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    ToldBy = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    ToldAt = table.Column<long>(type: "INTEGER", nullable: true),
                    CreatedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Payouts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "StoreCreditEntries",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Customer = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    GrantId = table.Column<Guid>(type: "TEXT", nullable: false),
                    SpendId = table.Column<Guid>(type: "TEXT", nullable: true),
                    RefundId = table.Column<Guid>(type: "TEXT", nullable: true),
                    What = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    Amount = table.Column<long>(type: "INTEGER", nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StoreCreditEntries", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "StoreCreditGrants",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Customer = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    Amount = table.Column<long>(type: "INTEGER", nullable: false),
                    Left = table.Column<long>(type: "INTEGER", nullable: false),
                    GrantedAt = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_StoreCreditGrants", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "StoreCreditSpends",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "TEXT", nullable: false),
                    StorefrontId = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Customer = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    Currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    Amount = table.Column<long>(type: "INTEGER", nullable: false),
                    GivenBack = table.Column<long>(type: "INTEGER", nullable: false),
                    Reference = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    At = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<int>(type: "INTEGER", nullable: false)
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
                filter: "\"Left\" > 0");

            migrationBuilder.CreateIndex(
                name: "IX_StoreCreditGrants_StorefrontId_Customer_ExpiresAt",
                table: "StoreCreditGrants",
                columns: new[] { "StorefrontId", "Customer", "ExpiresAt" },
                filter: "\"Left\" > 0");

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
        }
    }
}
