using System.Net;
using AfterSalesMesh.Parts;
using AfterSalesMesh.Parts.Apart;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Flow;

public sealed class IdempotencyKeyTests(LocalMesh mesh)
{
    private readonly Shop _shop = new(mesh.Api);

    [Fact]
    public async Task A_repeated_idempotency_key_gets_the_first_answer_again()
    {
        var number = await _shop.OrderedAsync(1);
        var key = Guid.NewGuid().ToString();
        (
            await mesh.Api.SendAsync(HttpMethod.Post, "/v1/returns", "local-storefront", Shop.Request(number, "x"))
        ).ShouldBeProblem(HttpStatusCode.BadRequest, "idempotency_key_required");

        var first = (await mesh.Api.RequestReturnAsync(Shop.Request(number, "x"), key)).ShouldBe(
            HttpStatusCode.Created
        );
        var again = (await mesh.Api.RequestReturnAsync(Shop.Request(number, "x"), key)).ShouldBe(
            HttpStatusCode.Created
        );

        again.Text.ShouldBe(first.Text);
        again.Location.ShouldBe(first.Location);
        (await mesh.Api.RequestReturnAsync(Shop.Request(number, "x", 2), key)).ShouldBeProblem(
            HttpStatusCode.UnprocessableEntity,
            "idempotency_key_reused"
        );
        (await mesh.Api.RequestReturnAsync(Shop.Request(number, "x"))).ShouldBeProblem(
            HttpStatusCode.UnprocessableEntity,
            "not_eligible"
        );
    }

    [Fact]
    public async Task One_key_used_twenty_times_at_once_makes_one_return()
    {
        var number = await _shop.OrderedAsync(20);
        var key = Guid.NewGuid().ToString();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => mesh.Api.RequestReturnAsync(Shop.Request(number, "x"), key))
        );

        answers.Where(x => x.Status == HttpStatusCode.Created).Select(x => x.Text).Distinct().Count().ShouldBe(1);
        foreach (var other in answers.Where(x => x.Status != HttpStatusCode.Created))
        {
            other.ShouldBeProblem(HttpStatusCode.Conflict, "request_in_progress");
        }
        await _shop.StillFreeAsync(number, 19);
    }
}
