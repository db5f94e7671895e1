using AfterSalesMesh.Returns.Requests;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Returns;

public sealed class RmaNumberTests
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    [Fact]
    public void A_number_can_be_read_aloud_and_checked()
    {
        var rma = RmaNumber.Next();

        rma.ShouldMatch("^R-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]$");
        RmaNumber.IsValid(rma).ShouldBeTrue();
    }

    [Fact]
    public void Every_single_mistyped_character_is_caught()
    {
        var rma = RmaNumber.Next();
        foreach (var at in new[] { 2, 3, 4, 5, 7, 8, 9, 10, 12 })
        {
            foreach (var wrong in Alphabet.Where(x => x != rma[at]))
            {
                RmaNumber.IsValid($"{rma[..at]}{wrong}{rma[(at + 1)..]}").ShouldBeFalse();
            }
        }
    }

    /// <summary>The check is linear, so what is found in one number is found in all; here every pair at every place in several.</summary>
    [Fact]
    public void Every_swap_of_two_neighbours_is_caught()
    {
        // The places of two neighbours, over the hyphens.
        (int, int)[] neighbours = [(2, 3), (3, 4), (4, 5), (5, 7), (7, 8), (8, 9), (9, 10), (10, 12)];
        foreach (var (first, second) in neighbours)
        {
            foreach (var (a, b) in Alphabet.SelectMany(a => Alphabet.Where(b => a != b).Select(b => (a, b))))
            {
                var number = Valid(first, a, second, b);
                RmaNumber.IsValid(number).ShouldBeTrue();
                RmaNumber
                    .IsValid(With(number, (first, b), (second, a)))
                    .ShouldBeFalse($"{number}: {a} and {b} swapped");
            }
        }
    }

    [Fact]
    public void The_quasigroup_is_totally_anti_symmetric_over_all_pairs()
    {
        // 0Z345678 and Z0345678 had the same check character once.
        CheckOf("0Z345678").ShouldNotBe(CheckOf("Z0345678"));
        foreach (var (a, b) in Alphabet.SelectMany(a => Alphabet.Where(b => a != b).Select(b => (a, b))))
        {
            CheckOf($"{a}{b}000000").ShouldNotBe(CheckOf($"{b}{a}000000"));
            CheckOf($"{a}0000000").ShouldNotBe(CheckOf($"{b}0000000"));
            CheckOf($"000000{a}{b}").ShouldNotBe(CheckOf($"000000{b}{a}"));
        }
    }

    private static char CheckOf(string digits) =>
        Alphabet.Single(check => RmaNumber.IsValid($"R-{digits[..4]}-{digits[4..]}-{check}"));

    /// <summary>A number with two given characters; another of its characters makes it valid.</summary>
    private static string Valid(int first, char a, int second, char b)
    {
        var number = With("R-0000-0000-0", (first, a), (second, b));
        var free = first == 2 ? 8 : 2;
        return Alphabet.Select(x => With(number, (free, x))).Single(RmaNumber.IsValid);
    }

    private static string With(string number, params (int At, char Character)[] changes)
    {
        var characters = number.ToCharArray();
        foreach (var (at, character) in changes)
        {
            characters[at] = character;
        }
        return new string(characters);
    }
}
