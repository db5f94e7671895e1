using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Mesh.Tests;

/// <summary>Calls with JSON, and what they answer.</summary>
internal static class Answers
{
    public static Task<HttpResponseMessage> PostJsonAsync(this HttpClient client, string path, object body) =>
        client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);

    public static async Task<HttpResponseMessage> PostRawJsonAsync(this HttpClient client, string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await client.PostAsync(path, content, TestContext.Current.CancellationToken);
    }

    /// <summary>Posts with an <c>Idempotency-Key</c>, a new one unless it is given.</summary>
    public static async Task<(HttpStatusCode Status, JsonNode Body)> PostWithKeyAsync(
        this HttpClient client,
        string path,
        object? body,
        string? key = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Headers = { { "Idempotency-Key", key ?? Guid.NewGuid().ToString() } },
            Content = JsonContent.Create(body),
        };
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.StatusCode, text.Length > 0 ? JsonNode.Parse(text)! : new JsonObject());
    }

    public static Task<HttpResponseMessage> AskAsync(this HttpClient client, string path) =>
        client.GetAsync(path, TestContext.Current.CancellationToken);

    /// <summary>The body of a 200.</summary>
    public static async Task<JsonNode> ShouldBeOkAsync(this Task<HttpResponseMessage> answering)
    {
        var response = await answering;
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(200, text);
        return JsonNode.Parse(text)!;
    }

    public static async Task ShouldBeProblemAsync(this Task<HttpResponseMessage> answering, int status, string word)
    {
        var response = await answering;
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(status, text);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        JsonNode.Parse(text)!.Text("type").ShouldBe($"urn:aftersales:problem:{word}");
        JsonNode.Parse(text)!.Text("detail").ShouldNotBeNullOrEmpty();
    }

    public static string? Text(this JsonNode answer, string field) => answer[field]?.ToString();
}
