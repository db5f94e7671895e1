using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.Warehouse.Parcels;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Storage;

public sealed class ModelTests
{
    public static TheoryData<string> All => Databases.All;

    public static TheoryData<string> OnSqlServer => Databases.OnSqlServer;

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("Postgres")]
    [InlineData("SqlServer")]
    public void Each_of_seven_databases_has_a_context_for_each_product(string product) =>
        Databases.Names(product).Length.ShouldBe(7);

    [Theory]
    [MemberData(nameof(All))]
    public void Migrations_match_the_model(string context)
    {
        using var db = Databases.Open(context);

        db.Database.HasPendingModelChanges().ShouldBeFalse($"./mesh migration NAME adds what {context} lacks.");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void No_column_is_generated_by_the_database(string context)
    {
        using var db = Databases.Open(context);

        db.Model.GetEntityTypes()
            .SelectMany(x => x.GetProperties())
            .Where(x => x.ValueGenerated != ValueGenerated.Never)
            .Select(x => $"{x.DeclaringType.DisplayName()}.{x.Name}: {x.ValueGenerated}")
            .ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(OnSqlServer))]
    public void Keys_fit_SQL_Servers_900_bytes_and_indexes_its_1700(string context)
    {
        using var db = Databases.Open(context);
        var tables = db.Model.GetEntityTypes().ToList();

        tables.SelectMany(x => x.GetKeys()).ShouldAllBe(x => x.Properties.Sum(Databases.Bytes) <= 900);
        tables.SelectMany(x => x.GetIndexes()).ShouldAllBe(x => x.Properties.Sum(Databases.Bytes) <= 1700);
    }

    /// <summary>
    /// A query that loads a row together with others repeats the row for each of them. A return's timeline is only written, and the
    /// storefronts of a parcel or receipt are those that one person acts for.
    /// </summary>
    [Theory]
    [MemberData(nameof(OnSqlServer))]
    public void A_row_that_has_others_has_no_text_without_a_bound(string context)
    {
        using var db = Databases.Open(context);

        db.Model.GetEntityTypes()
            .Where(x => x.GetNavigations().Any(y => y.IsCollection && y.Name != nameof(Return.NewEntries)))
            .SelectMany(x => x.GetProperties())
            .Where(x => (x.GetTypeMapping().Converter?.ProviderClrType ?? x.ClrType) == typeof(string))
            .Where(x => x.GetMaxLength() is null && x.Name != nameof(Parcel.Storefronts))
            .Select(x => $"{x.DeclaringType.DisplayName()}.{x.Name}")
            .ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(OnSqlServer))]
    public void Deleting_a_row_cascades_to_any_other_by_one_path(string context)
    {
        using var db = Databases.Open(context);

        db.Model.GetEntityTypes()
            .ShouldAllBe(x => x.GetForeignKeys().Count(key => key.DeleteBehavior == DeleteBehavior.Cascade) <= 1);
    }

    [Theory]
    [MemberData(nameof(OnSqlServer))]
    public void Ids_sort_from_their_start_and_text_compares_case_sensitively(string context)
    {
        using var db = Databases.Open(context);
        var columns = db.GetService<IDesignTimeModel>()
            .Model.GetEntityTypes()
            .SelectMany(x => x.GetProperties())
            .ToList();

        columns
            .Where(x => (Nullable.GetUnderlyingType(x.ClrType) ?? x.ClrType) == typeof(Guid))
            .ShouldAllBe(x => x.GetColumnType() == "binary(16)");
        columns.Where(x => x.ClrType == typeof(string)).ShouldAllBe(x => x.GetCollation() == "Latin1_General_100_BIN2");
    }
}
