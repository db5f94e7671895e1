using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AfterSalesMesh.Parts;
using Shouldly;

namespace AfterSalesMesh.Mesh.Tests.Documents;

/// <summary>
/// Sends the requests of an <c>.http</c> file in order, as an editor would: file variables, <c>{{$guid}}</c>, <c>{{$datetime iso8601}}</c>
/// and values of earlier responses by <c># @name</c>. A comment "Send it again until the response contains TEXT" is obeyed.
/// </summary>
internal sealed partial class HttpFile(string text, Uri address)
{
    private const string Again = "# Send it again until the response contains ";

    private readonly Dictionary<string, string> _variables = [];
    private readonly Dictionary<string, JsonNode> _responses = [];

    public async Task RunAsync()
    {
        using var http = new HttpClient();
        foreach (var section in Separator().Split(text))
        {
            var lines = section.Split('\n').ToList();
            foreach (var line in lines.Where(x => x.StartsWith('@')))
            {
                var (name, value) = (line[1..].Split('=')[0].Trim(), line[(line.IndexOf('=') + 1)..].Trim());
                _variables[name] = name == "mesh" ? address.ToString().TrimEnd('/') : value;
            }
            if (lines.FindIndex(x => RequestLine().IsMatch(x)) is >= 0 and var first)
            {
                await SendAsync(http, lines, first);
            }
        }
    }

    private async Task SendAsync(HttpClient http, List<string> lines, int first)
    {
        var comments = lines.Take(first).ToList();
        var wanted = comments.Find(x => x.StartsWith(Again, StringComparison.Ordinal))?[Again.Length..];
        var name = comments.Find(x => x.StartsWith("# @name ", StringComparison.Ordinal))?["# @name ".Length..];
        var answer = "";
        await Eventually.IsTrueAsync(
            async () =>
            {
                using var request = Request(lines, first);
                using var response = await http.SendAsync(request);
                answer = await response.Content.ReadAsStringAsync();
                response.IsSuccessStatusCode.ShouldBeTrue($"{request.Method} {request.RequestUri}: {answer}");
                return wanted is null || answer.Contains(wanted, StringComparison.Ordinal);
            },
            TimeSpan.FromSeconds(60)
        );
        if (name is not null)
        {
            _responses[name] = JsonNode.Parse(answer)!;
        }
    }

    private HttpRequestMessage Request(List<string> lines, int first)
    {
        var words = Fill(lines[first]).Split(' ');
        var request = new HttpRequestMessage(new HttpMethod(words[0]), words[1]);
        var end = lines.FindIndex(first, string.IsNullOrWhiteSpace);
        var body = Fill(string.Join('\n', lines.Skip(end + 1))).Trim();
        var headers = lines
            .GetRange(first + 1, end - first - 1)
            .Select(x => x.Split(": ", 2))
            .ToDictionary(x => x[0], x => Fill(x[1]));
        if (headers.Remove("Content-Type", out var type))
        {
            request.Content = new StringContent(body, Encoding.UTF8, type);
        }
        foreach (var (key, value) in headers)
        {
            request.Headers.Add(key, value);
        }
        return request;
    }

    private string Fill(string template) => Placeholder().Replace(template, x => Fill(Value(x.Groups[1].Value)));

    private string Value(string expression)
    {
        if (expression.Split(".response.body.$.") is [var name, var path])
        {
            return path.Split('.').Aggregate(_responses[name], Step)!.ToString();
        }
        return expression switch
        {
            "$guid" => Guid.NewGuid().ToString(),
            "$datetime iso8601" => DateTimeOffset.UtcNow.ToString("O", CultureInfo.InvariantCulture),
            _ => _variables[expression],
        };
    }

    private static JsonNode Step(JsonNode node, string word)
    {
        var parts = word.TrimEnd(']').Split('[');
        var child = node[parts[0]]!;
        return parts.Length == 1 ? child : child[int.Parse(parts[1], CultureInfo.InvariantCulture)]!;
    }

    [GeneratedRegex("^###", RegexOptions.Multiline)]
    private static partial Regex Separator();

    [GeneratedRegex("^(GET|PUT|POST|DELETE) ")]
    private static partial Regex RequestLine();

    [GeneratedRegex(@"\{\{([^}]+)\}\}")]
    private static partial Regex Placeholder();
}
