using AfterSalesMesh.Refund;
using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>What becomes of a posting before it is written; its database is never connected to.</summary>
public sealed class LedgerWriterTests
{
    private static readonly DateTimeOffset At = new(2026, 10, 5, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_lines_of_a_posting_are_numbered_by_account_and_belong_to_it()
    {
        using var db = Open();
        var posting = Of(new("returns", "EUR", -5), new("bank", "EUR", 5));

        db.Prepare(posting).ShouldBeTrue();

        posting.Lines.Select(x => (x.Account, x.Number)).ShouldBe([("bank", 0), ("returns", 1)]);
        posting.Lines.ShouldAllBe(x =>
            x.StorefrontId == "shop" && x.PostingId == posting.Id && x.Position == posting.Position
        );
        posting.Lines.ShouldAllBe(x => x.Shard == db.Shard);
    }

    [Fact]
    public void Postings_sort_by_their_time()
    {
        using var db = Open();
        var posting = Of(new("returns", "EUR", -5), new("bank", "EUR", 5));

        db.Prepare(posting);

        posting.Position.ShouldBeInRange(Month.PositionOf(At), Month.PositionOf(At.AddMilliseconds(1)));
    }

    [Fact]
    public void Lines_of_nothing_are_left_out_and_a_posting_of_nothing_is_not_written()
    {
        using var db = Open();
        var posting = Of(new("returns", "EUR", -5), new("provider_fees", "EUR", 0), new("bank", "EUR", 5));
        var nothing = Of(new("bank", "EUR", 0), new("returns", "EUR", 0));

        db.Post(posting);
        db.Post(nothing);

        db.Postings.Local.ShouldHaveSingleItem().ShouldBe(posting);
        posting.Lines.Select(x => x.Account).ShouldBe(["bank", "returns"]);
        db.Prepare(nothing).ShouldBeFalse();
    }

    [Fact]
    public void A_posting_must_balance_in_each_currency()
    {
        using var db = Open();

        Should
            .Throw<InvalidOperationException>(() => db.Post(Of(new("bank", "EUR", 5), new("returns", "EUR", -4))))
            .Message.ShouldBe("The posting 'tested' does not balance: the sum of its lines is 1 EUR.");
        Should.Throw<InvalidOperationException>(() => db.Post(Of(new("bank", "EUR", 5), new("returns", "USD", -5))));
        db.Post(
            Of(new("bank", "EUR", 5), new("exchange", "EUR", -5), new("exchange", "USD", 6), new("bank", "USD", -6))
        );

        db.Postings.Local.Count.ShouldBe(1);
    }

    [Fact]
    public void Amounts_that_only_overflow_to_nothing_do_not_balance()
    {
        using var db = Open();
        var posting = Of(
            new("bank", "EUR", long.MaxValue),
            new("returns", "EUR", long.MaxValue),
            new("suspense", "EUR", 2)
        );

        Should.Throw<InvalidOperationException>(() => db.Prepare(posting));
    }

    [Fact]
    public void A_commit_has_a_posting_once()
    {
        using var db = Open();
        var posting = Of(new("bank", "EUR", 5), new("returns", "EUR", -5));
        var same = new Posting
        {
            Id = posting.Id,
            StorefrontId = "shop",
            What = "tested",
            At = At,
            Lines = [new("bank", "EUR", 5), new("returns", "EUR", -5)],
        };

        db.Post(posting);
        db.Post(same);

        db.Postings.Local.ShouldHaveSingleItem().ShouldBe(posting);
    }

    [Fact]
    public void A_posting_shows_the_trace_in_which_it_was_made()
    {
        var posting = Of();
        posting.TraceId.ShouldBeNull();

        posting.TraceParent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

        posting.TraceId.ShouldBe("4bf92f3577b34da6a3ce929d0e0e4736");
    }

    private static Posting Of(params PostingLine[] lines) =>
        new()
        {
            Id = Guid.NewGuid(),
            StorefrontId = "shop",
            What = "tested",
            At = At,
            Lines = [.. lines],
        };

    /// <summary>A context with a shard that is not the first, which lines have of themselves.</summary>
    private static RefundDb Open()
    {
        var options = new DbContextOptionsBuilder<RefundSqlite>().UseSqlite("Data Source=unused").Options;
        RefundDb db;
        do
        {
            db = new RefundSqlite(options);
        } while (db.Shard == 0);
        return db;
    }
}
