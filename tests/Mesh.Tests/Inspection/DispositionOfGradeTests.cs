using AfterSalesMesh.Inspection.Verdicts;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Inspection;

public sealed class DispositionOfGradeTests
{
    [Theory]
    [InlineData("A", "restock")]
    [InlineData("B", "refurbish")]
    [InlineData("C", "outlet")]
    [InlineData("D", "recycle")]
    public void A_unit_goes_the_greenest_way_its_grade_allows(string grade, string disposition) =>
        new UnitVerdictRequest(Guid.NewGuid(), grade).GoesTo.ShouldBe(disposition);

    [Fact]
    public void An_inspector_may_say_otherwise() =>
        new UnitVerdictRequest(Guid.NewGuid(), "A", "return_to_customer").GoesTo.ShouldBe("return_to_customer");

    [Fact]
    public void What_is_no_grade_goes_nowhere() =>
        Should.Throw<ArgumentOutOfRangeException>(() => DispositionOfGrade.Of("E"));
}
