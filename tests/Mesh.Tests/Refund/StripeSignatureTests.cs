using System.Text;
using AfterSalesMesh.Refund.Tenders.Stripe;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Refund;

public sealed class StripeSignatureTests
{
    private const string Body = """{"id":"evt_1","type":"refund.failed"}""";
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_body_signed_with_our_secret_is_valid() => Fits(StubStripe.Sign(Body, Now, "whsec_1")).ShouldBeTrue();

    [Fact]
    public void A_known_signature_is_valid() =>
        // Worked out with OpenSSL.
        StripeSignature
            .IsValid(
                "t=1492774577,v1=b65e97b1775584694e36dd85adaeda8c988a63342907ba68d0b490d7399cfaaa",
                Encoding.UTF8.GetBytes("{}"),
                ["whsec_known"],
                DateTimeOffset.FromUnixTimeSeconds(1492774577)
            )
            .ShouldBeTrue();

    [Theory]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(-301, false)]
    [InlineData(301, false)]
    public void A_signature_is_valid_for_five_minutes(int seconds, bool fits) =>
        Fits(StubStripe.Sign(Body, Now.AddSeconds(seconds), "whsec_1")).ShouldBe(fits);

    [Fact]
    public void An_old_signature_with_a_new_time_is_not_valid()
    {
        var old = StubStripe.Sign(Body, Now.AddHours(-1), "whsec_1").Split(',')[1];

        Fits($"t={Now.ToUnixTimeSeconds()},{old}").ShouldBeFalse();
    }

    [Fact]
    public void A_changed_body_is_not_valid() =>
        StripeSignature
            .IsValid(StubStripe.Sign(Body, Now, "whsec_1"), Encoding.UTF8.GetBytes(Body + " "), ["whsec_1"], Now)
            .ShouldBeFalse();

    [Fact]
    public void A_signature_with_another_secret_is_not_valid() =>
        Fits(StubStripe.Sign(Body, Now, "whsec_2")).ShouldBeFalse();

    [Fact]
    public void While_the_secret_is_replaced_one_valid_signature_is_enough()
    {
        Fits(StubStripe.Sign(Body, Now, "whsec_new", "whsec_1")).ShouldBeTrue();
        Fits(StubStripe.Sign(Body, Now, "whsec_1", "whsec_new")).ShouldBeTrue();
        Fits(StubStripe.Sign(Body, Now, "whsec_1"), "whsec_new", "whsec_1").ShouldBeTrue();
        Fits(StubStripe.Sign(Body, Now, "whsec_old"), "whsec_new", "whsec_1").ShouldBeFalse();
    }

    [Fact]
    public void Only_signatures_of_version_1_count() =>
        Fits(StubStripe.Sign(Body, Now, "whsec_1").Replace("v1=", "v0=", StringComparison.Ordinal)).ShouldBeFalse();

    [Theory]
    [InlineData("")]
    [InlineData("v1=00")]
    [InlineData("t=1,t=2,v1=00")]
    [InlineData("t=+1795348800,v1=00")]
    [InlineData("t=99999999999999999999,v1=00")]
    [InlineData("t=9223372036854775807,v1=00")]
    [InlineData("t=1795435200")]
    [InlineData("t=1795435200,v1=")]
    [InlineData("t=1795435200,v1=zz")]
    [InlineData("=,=,=")]
    public void A_malformed_header_is_not_valid(string header) => Fits(header).ShouldBeFalse();

    [Fact]
    public void No_signature_is_valid_without_a_secret() =>
        StripeSignature.IsValid(StubStripe.Sign(Body, Now, ""), Encoding.UTF8.GetBytes(Body), [], Now).ShouldBeFalse();

    private static bool Fits(string header, params string[] secrets) =>
        StripeSignature.IsValid(header, Encoding.UTF8.GetBytes(Body), secrets.Length == 0 ? ["whsec_1"] : secrets, Now);
}
