using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AfterSalesMesh.Returns.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Money : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "Discount",
                table: "ReturnUnits",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "Fees",
                table: "ReturnUnits",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "IncludedTax",
                table: "ReturnUnits",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "Shipping",
                table: "ReturnUnits",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "Tax",
                table: "ReturnUnits",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string>(
                name: "DecidedBy",
                table: "Returns",
                type: "TEXT",
                maxLength: 100,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "PaymentsVersion",
                table: "Returns",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "PromisedBy",
                table: "Returns",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "Reversed",
                table: "Returns",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "Discount",
                table: "ReturnUnits");

            migrationBuilder.DropColumn(
                name: "Fees",
                table: "ReturnUnits");

            migrationBuilder.DropColumn(
                name: "IncludedTax",
                table: "ReturnUnits");

            migrationBuilder.DropColumn(
                name: "Shipping",
                table: "ReturnUnits");

            migrationBuilder.DropColumn(
                name: "Tax",
                table: "ReturnUnits");

            migrationBuilder.DropColumn(
                name: "DecidedBy",
                table: "Returns");

            migrationBuilder.DropColumn(
                name: "PaymentsVersion",
                table: "Returns");

            migrationBuilder.DropColumn(
                name: "PromisedBy",
                table: "Returns");

            migrationBuilder.DropColumn(
                name: "Reversed",
                table: "Returns");
        }
    }
}
