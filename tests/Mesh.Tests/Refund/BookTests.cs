using AfterSalesMesh.Refund.Ledger;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>Where postings are dated while months are frozen and closed.</summary>
public sealed class BookTests
{
    private static readonly Month October = new(new DateTimeOffset(2026, 10, 1, 0, 0, 0, TimeSpan.Zero));
    private static readonly Month November = new(October.End);
    private static readonly DateTimeOffset InOctober = October.Start.AddDays(5);
    private static readonly DateTimeOffset InNovember = November.Start.AddDays(5);
    private static readonly DateTimeOffset Now = November.End.AddDays(2);

    private readonly Book _book = new() { StorefrontId = "shop" };

    [Fact]
    public void A_posting_is_dated_when_it_happened_but_never_in_the_future()
    {
        _book.Date(InOctober, Now).ShouldBe(InOctober);
        _book.Date(Now.AddDays(1), Now).ShouldBe(Now);
    }

    [Fact]
    public void A_fact_of_a_closed_month_is_dated_at_the_beginning_of_the_next()
    {
        _book.OpenFrom = October.End;

        _book.Date(InOctober, Now).ShouldBe(October.End);
        _book.Date(InNovember, Now).ShouldBe(InNovember);
    }

    [Fact]
    public void Nothing_is_dated_into_a_frozen_month_until_the_freeze_expires()
    {
        _book.Freeze(October, Now);
        var expires = Now + Book.FreezeLifetime;

        _book.FreezeExpiresAt.ShouldBe(expires);
        _book.Date(InOctober, expires.AddTicks(-1)).ShouldBe(October.End);
        _book.Date(InOctober, expires).ShouldBe(InOctober);
    }

    [Fact]
    public void Of_a_closed_and_a_frozen_month_the_later_one_counts()
    {
        _book.OpenFrom = October.End;
        _book.Freeze(November, Now);
        var other = new Book { StorefrontId = "shop", OpenFrom = November.End };
        other.Freeze(October, Now);

        _book.Date(InOctober, Now).ShouldBe(November.End);
        other.Date(InOctober, Now).ShouldBe(November.End);
    }

    [Fact]
    public void Closes_at_the_same_time_share_a_freeze_up_to_the_latest_month()
    {
        var first = _book.Freeze(October, Now);
        var second = _book.Freeze(November, Now.AddMinutes(1));
        var third = _book.Freeze(October, Now.AddMinutes(2));

        (second, third).ShouldBe((first, first));
        _book.FrozenBefore.ShouldBe(November.End);
        _book.FreezeExpiresAt.ShouldBe(Now.AddMinutes(2) + Book.FreezeLifetime);
    }

    [Fact]
    public void A_freeze_that_has_expired_is_replaced()
    {
        var expired = _book.Freeze(November, Now);

        _book.Freeze(October, Now + Book.FreezeLifetime).ShouldNotBe(expired);

        _book.FrozenBefore.ShouldBe(October.End);
    }

    [Fact]
    public void A_month_is_closed_under_its_freeze_which_ends()
    {
        var freeze = _book.Freeze(October, Now);

        _book.TryClose(October, freeze, Now.AddMinutes(1)).ShouldBeTrue();

        _book.OpenFrom.ShouldBe(October.End);
        (_book.FreezeId, _book.FrozenBefore, _book.FreezeExpiresAt).ShouldBe((null, null, null));
    }

    [Fact]
    public void A_month_is_not_closed_under_another_freeze_an_expired_one_or_that_of_an_earlier_month()
    {
        var freeze = _book.Freeze(October, Now);

        _book.TryClose(October, Guid.NewGuid(), Now).ShouldBeFalse();
        _book.TryClose(October, freeze, Now + Book.FreezeLifetime).ShouldBeFalse();
        _book.TryClose(November, freeze, Now).ShouldBeFalse();

        (_book.OpenFrom, _book.FreezeId, _book.FrozenBefore).ShouldBe((null, freeze, October.End));
    }

    [Fact]
    public void A_month_that_is_closed_already_stays_so_without_a_freeze()
    {
        _book.OpenFrom = November.End;

        _book.TryClose(November, Guid.NewGuid(), Now).ShouldBeTrue();
        _book.TryClose(October, Guid.NewGuid(), Now).ShouldBeTrue();

        _book.OpenFrom.ShouldBe(November.End);
    }

    [Fact]
    public void The_freeze_of_a_later_month_outlasts_the_close_of_an_earlier_one()
    {
        var freeze = _book.Freeze(October, Now);
        _book.Freeze(November, Now);

        _book.TryClose(October, freeze, Now).ShouldBeTrue();
        (_book.OpenFrom, _book.FrozenBefore).ShouldBe((October.End, November.End));

        _book.TryClose(November, freeze, Now).ShouldBeTrue();
        (_book.OpenFrom, _book.FrozenBefore).ShouldBe((November.End, null));
    }

    [Fact]
    public void The_freeze_of_a_month_that_is_closed_already_ends_with_the_next_close()
    {
        _book.OpenFrom = November.End;
        _book.Freeze(October, Now);

        _book.TryClose(October, Guid.NewGuid(), Now).ShouldBeTrue();

        _book.FrozenBefore.ShouldBeNull();
    }

    [Fact]
    public void A_failed_check_unfreezes_its_own_month_only()
    {
        _book.Freeze(November, Now);

        _book.Unfreeze(October);
        _book.FrozenBefore.ShouldBe(November.End);

        _book.Unfreeze(November);
        (_book.FreezeId, _book.FrozenBefore, _book.FreezeExpiresAt).ShouldBe((null, null, null));
    }

    [Fact]
    public async Task Of_two_commits_that_take_a_book_at_once_the_second_is_a_conflict()
    {
        await using var database = await RefundDatabase.CreateAsync();
        await TakeAsync(database, "shop");
        await TakeAsync(database, "other");

        await Should.ThrowAsync<DbUpdateConcurrencyException>(() =>
            database.InAsync(async db =>
            {
                await Book.TakeAsync(db, "shop", CancellationToken.None);
                await TakeAsync(database, "shop");
                return await db.SaveChangesAsync();
            })
        );

        var books = await database.InAsync(db => db.StorefrontBooks.ToDictionaryAsync(x => x.StorefrontId));
        (books["shop"].Version, books["other"].Version).ShouldBe((1, 0));
    }

    private static Task<int> TakeAsync(RefundDatabase database, string storefront) =>
        database.InAsync(async db =>
        {
            await Book.TakeAsync(db, storefront, CancellationToken.None);
            return await db.SaveChangesAsync();
        });
}
