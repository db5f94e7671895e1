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
    public void The_disposition_follows_from_the_grade(string grade, string disposition) =>
        new UnitVerdictRequest(Guid.NewGuid(), grade).FinalDisposition.ShouldBe(disposition);

    [Fact]
    public void An_inspector_may_override_the_disposition() =>
        new UnitVerdictRequest(Guid.NewGuid(), "A", "return_to_customer").FinalDisposition.ShouldBe(
            "return_to_customer"
        );

    [Fact]
    public void An_unknown_grade_has_no_disposition() =>
        Should.Throw<ArgumentOutOfRangeException>(() => DispositionOfGrade.Of("E"));
}
