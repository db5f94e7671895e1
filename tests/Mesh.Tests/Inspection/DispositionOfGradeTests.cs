using AfterSalesMesh.Contracts.Inspection;
using AfterSalesMesh.Inspection.Tasks;
using AfterSalesMesh.Inspection.Verdicts;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Inspection;

public sealed class DispositionOfGradeTests
{
    private static readonly InspectedUnit Unit = new()
    {
        InspectionId = Guid.Empty,
        UnitId = Guid.Empty,
        StorefrontId = "shop",
        Position = 0,
        LineId = "1",
        Sku = "SKU-1",
        Reason = "too_small",
        Dispositions = new GradeDispositions("shoes", "restock", "outlet", "donate", "destroy"),
    };

    [Theory]
    [InlineData("A", "restock")]
    [InlineData("B", "outlet")]
    [InlineData("C", "donate")]
    [InlineData("D", "destroy")]
    public void The_disposition_follows_from_the_grade_by_the_rule_that_the_command_names(
        string grade,
        string disposition
    ) => new UnitVerdictRequest(Guid.NewGuid(), grade).FinalDisposition(Unit).ShouldBe(disposition);

    [Fact]
    public void An_inspector_may_override_the_disposition() =>
        new UnitVerdictRequest(Guid.NewGuid(), "A", "return_to_customer")
            .FinalDisposition(Unit)
            .ShouldBe("return_to_customer");

    [Fact]
    public void An_unknown_grade_has_no_disposition() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Unit.DispositionOf("E"));
}
