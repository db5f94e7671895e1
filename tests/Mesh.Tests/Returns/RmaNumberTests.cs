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
}
