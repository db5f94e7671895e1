using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using AfterSalesMesh.Mesh.Tests.Flow;
using AfterSalesMesh.Parts;
using AfterSalesMesh.ServiceDefaults.Identity;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests.Gateway;

/// <summary>A file that is refused while it is still being sent: the sender hears why.</summary>
public sealed class RefusedUploadTests(LocalMesh mesh)
{
    private static readonly byte[] File = new byte[2 * 1024 * 1024];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_refusal_of_a_service_that_closes_the_connection_at_once_reaches_the_sender()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = RefuseAsync(listener);
        await using var gateway = await TestGateway.StartAsync(
            new Dictionary<string, string> { ["refund"] = $"http://{listener.LocalEndpoint}" },
            demoKeys: new Dictionary<string, Caller> { ["key"] = new("finance", "Finance", ["demo"], [Roles.Finance]) }
        );

        for (var i = 0; i < 10; i++)
        {
            (await UploadAsync(gateway.Address, "key", "provider=sandbox", "text/csv")).ShouldBe(
                HttpStatusCode.UnsupportedMediaType
            );
        }
    }

    [Theory]
    [InlineData("provider=nobody&storefrontId=demo", "text/csv", HttpStatusCode.BadRequest)]
    [InlineData("provider=sandbox&storefrontId=demo", "application/pdf", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("provider=sandbox&storefrontId=demo", "not a type", HttpStatusCode.UnsupportedMediaType)]
    public async Task A_wrong_query_or_content_type_is_refused_with_its_reason(
        string query,
        string contentType,
        HttpStatusCode expected
    )
    {
        for (var i = 0; i < 20; i++)
        {
            (await UploadAsync(await mesh.AddressAsync(), "local-finance", query, contentType)).ShouldBe(expected);
        }
    }

    [Fact]
    public async Task A_file_without_the_columns_of_a_settlement_is_refused_with_its_reason()
    {
        for (var i = 0; i < 20; i++)
        {
            (
                await UploadAsync(
                    await mesh.AddressAsync(),
                    "local-finance",
                    "provider=sandbox&storefrontId=demo",
                    "text/csv"
                )
            ).ShouldBe(HttpStatusCode.UnprocessableEntity);
        }
    }

    private static async Task<HttpStatusCode> UploadAsync(Uri address, string key, string query, string contentType)
    {
        using var http = new HttpClient { BaseAddress = address };
        using var content = new ByteArrayContent(File);
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/settlements?{query}")
        {
            Content = content,
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) },
        };
        using var answer = await http.SendAsync(request, Cancelled);
        return answer.StatusCode;
    }

    private static async Task RefuseAsync(TcpListener listener)
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync(Cancelled);
            var head = new byte[64 * 1024];
            _ = await client.GetStream().ReadAsync(head, Cancelled);
            await client
                .GetStream()
                .WriteAsync(
                    Encoding.ASCII.GetBytes(
                        "HTTP/1.1 415 Unsupported Media Type\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    ),
                    Cancelled
                );
        }
    }
}
