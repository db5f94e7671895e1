using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AfterSalesMesh.Refund.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Closing : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropPrimaryKey(
                name: "PK_Exceptions",
                table: "Exceptions");

            migrationBuilder.RenameTable(
                name: "Exceptions",
                newName: "Discrepancies");

            migrationBuilder.RenameIndex(
                name: "IX_Exceptions_Status_Position",
                table: "Discrepancies",
                newName: "IX_Discrepancies_Status_Position");

            migrationBuilder.RenameIndex(
                name: "IX_Exceptions_SettlementId",
                table: "Discrepancies",
                newName: "IX_Discrepancies_SettlementId");

            migrationBuilder.RenameIndex(
                name: "IX_Exceptions_Position",
                table: "Discrepancies",
                newName: "IX_Discrepancies_Position");

            migrationBuilder.RenameIndex(
                name: "IX_Exceptions_Owner_Position",
                table: "Discrepancies",
                newName: "IX_Discrepancies_Owner_Position");

            migrationBuilder.RenameIndex(
                name: "IX_Exceptions_Kind_Position",
                table: "Discrepancies",
                newName: "IX_Discrepancies_Kind_Position");

            migrationBuilder.AddPrimaryKey(
                name: "PK_Discrepancies",
                table: "Discrepancies",
                column: "Id");

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

            migrationBuilder.CreateIndex(
                name: "IX_Postings_StorefrontId_Position",
                table: "Postings",
                columns: new[] { "StorefrontId", "Position" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "ClosedBalances");

            migrationBuilder.DropIndex(
                name: "IX_Postings_StorefrontId_Position",
                table: "Postings");

            migrationBuilder.DropPrimaryKey(
                name: "PK_Discrepancies",
                table: "Discrepancies");

            migrationBuilder.RenameTable(
                name: "Discrepancies",
                newName: "Exceptions");

            migrationBuilder.RenameIndex(
                name: "IX_Discrepancies_Status_Position",
                table: "Exceptions",
                newName: "IX_Exceptions_Status_Position");

            migrationBuilder.RenameIndex(
                name: "IX_Discrepancies_SettlementId",
                table: "Exceptions",
                newName: "IX_Exceptions_SettlementId");

            migrationBuilder.RenameIndex(
                name: "IX_Discrepancies_Position",
                table: "Exceptions",
                newName: "IX_Exceptions_Position");

            migrationBuilder.RenameIndex(
                name: "IX_Discrepancies_Owner_Position",
                table: "Exceptions",
                newName: "IX_Exceptions_Owner_Position");

            migrationBuilder.RenameIndex(
                name: "IX_Discrepancies_Kind_Position",
                table: "Exceptions",
                newName: "IX_Exceptions_Kind_Position");

            migrationBuilder.AddPrimaryKey(
                name: "PK_Exceptions",
                table: "Exceptions",
                column: "Id");
        }
    }
}
