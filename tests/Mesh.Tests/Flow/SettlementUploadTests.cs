using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using AfterSalesMesh.Parts;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Flow;

public sealed class SettlementUploadTests(LocalMesh mesh)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_large_settlement_file_passes_through_the_gateway(bool saysItsLength)
    {
        const string Sale = "sale,ch_1,,pay_1,charge,10.00,0.30,9.70,EUR,EUR,,2026-10-05\r\n";
        var rows = 3 * 1024 * 1024 / Sale.Length;
        var file = Encoding.UTF8.GetBytes(
            Parts.SettlementFile.Header + "\r\n" + string.Concat(Enumerable.Repeat(Sale, rows))
        );
        using var client = new HttpClient { BaseAddress = await mesh.AddressAsync() };
        using HttpContent content = saysItsLength
            ? new ByteArrayContent(file)
            : new StreamContent(new MemoryStream(file));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            "/v1/settlements?provider=sandbox&storefrontId=demo"
        )
        {
            Content = content,
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", "local-finance") },
        };
        request.Headers.TransferEncodingChunked = !saysItsLength;

        using var answer = await client.SendAsync(request);

        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBeOneOf([HttpStatusCode.OK, HttpStatusCode.Created], text);
        JsonNode.Parse(text)!["settlement"]!["ignored"]!.GetValue<long>().ShouldBe(rows);
    }
}
