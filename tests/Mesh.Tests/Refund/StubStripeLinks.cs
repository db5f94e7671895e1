using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using AfterSalesMesh.Refund.Collections;
using AfterSalesMesh.Refund.Tenders.Stripe;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>How Stripe fails at the next call about links.</summary>
public enum LinkMishap
{
    /// <summary>Nothing is done; where there is a key, Stripe stores its 500 with it.</summary>
    Breaks,

    /// <summary>The connection ends before anything has begun.</summary>
    SilentBefore,

    /// <summary>It is done, and nobody is told.</summary>
    SilentAfter,

    /// <summary>Too many requests.</summary>
    TooFast,

    /// <summary>The page of a proxy.</summary>
    ProxyPage,
}

/// <summary>Stripe's payment links and the visits to them over HTTP, as its documentation tells them, as far as we use them.</summary>
internal sealed class StubStripeLinks : StubServer
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string Asked, int Status, object Body)> _answers = [];
    private readonly List<Link> _links = [];
    private readonly List<Visit> _visits = [];

    public StubStripeLinks()
    {
        App.Use(FailAsync);
        App.MapPost("/v1/payment_links", (Delegate)MakeAsync);
        App.MapPost("/v1/payment_links/{id}", (Delegate)UpdateAsync);
        App.MapGet("/v1/checkout/sessions", List);
        App.MapPost("/v1/checkout/sessions/{id}/expire", Expire);
    }

    /// <summary>What happens to the next calls, whatever they are.</summary>
    public ConcurrentQueue<LinkMishap?> Next { get; } = new();

    /// <summary>What was asked for when links were made, repeats included.</summary>
    public ConcurrentQueue<(string Key, IReadOnlyDictionary<string, string> Form)> Asked { get; } = new();

    public IReadOnlyList<Link> Links => [.. _links];

    /// <summary>Nothing has ever been made.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _answers.Clear();
            _links.Clear();
            _visits.Clear();
        }
        Asked.Clear();
    }

    /// <summary>A customer opens the link; null: they are told that it is not active any more.</summary>
    public Visit? Open(string link)
    {
        lock (_gate)
        {
            var it = _links.Single(x => x.Id == link);
            if (!it.Active)
            {
                return null;
            }
            var visit = new Visit($"cs_{Guid.NewGuid():N}", it);
            _visits.Add(visit);
            return visit;
        }
    }

    /// <summary>… and pays, unless it has ended meanwhile. A card pays at once; of a bank's debit one hears later.</summary>
    public bool Complete(Visit visit, string intent = "succeeded")
    {
        lock (_gate)
        {
            if (visit.Status != "open")
            {
                return false;
            }
            (visit.Status, visit.Intent) = ("complete", intent);
            // One was allowed. Who has the page open already can still pay: nobody says that they can't.
            visit.Link.Active = false;
            return true;
        }
    }

    /// <summary>What has been paid by a link.</summary>
    public long PaidBy(string link) =>
        _visits.Where(x => x.Link.Id == link && x.Intent == "succeeded").Sum(x => x.Link.Amount);

    private async Task FailAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Request.Headers;
        if (headers.Authorization != $"Bearer {StubStripe.Key}" || headers["Stripe-Version"] != StripeLinks.Version)
        {
            await Error(401, "invalid_request_error").ExecuteAsync(http);
            return;
        }
        Next.TryDequeue(out var mishap);
        http.Items["breaks"] = mishap == LinkMishap.Breaks;
        switch (mishap)
        {
            case LinkMishap.SilentBefore:
                http.Abort();
                break;
            case LinkMishap.TooFast:
                await Error(429, "invalid_request_error").ExecuteAsync(http);
                break;
            case LinkMishap.ProxyPage:
                await Results.Text("<html>Bad gateway</html>", "text/html", statusCode: 502).ExecuteAsync(http);
                break;
            case LinkMishap.Breaks when !headers.ContainsKey("Idempotency-Key"):
                await Error(500, "api_error").ExecuteAsync(http);
                break;
            case LinkMishap.SilentAfter:
                var (answer, body) = (http.Response.Body, new MemoryStream());
                http.Response.Body = body;
                await next(http);
                http.Response.Body = answer;
                http.Abort();
                break;
            default:
                await next(http);
                break;
        }
    }

    private async Task<IResult> MakeAsync(HttpContext http)
    {
        var form = (await http.Request.ReadFormAsync()).ToDictionary(x => x.Key, x => x.Value.ToString());
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        Asked.Enqueue((key, form));
        lock (_gate)
        {
            var asked = string.Join('&', form.Select(x => $"{x.Key}={x.Value}"));
            if (_answers.TryGetValue(key, out var stored))
            {
                http.Response.Headers["Idempotent-Replayed"] = "true";
                return stored.Asked == asked
                    ? Results.Json(stored.Body, statusCode: stored.Status)
                    : Error(400, "idempotency_error");
            }
            var amount = long.Parse(form["line_items[0][price_data][unit_amount]"], CultureInfo.InvariantCulture);
            var (status, body) =
                http.Items["breaks"] is true ? (500, Failure("api_error", null))
                : amount < 50 ? (400, Failure("invalid_request_error", "amount_too_small"))
                : (200, (object)Made(form, amount).ToJson());
            _answers[key] = (asked, status, body);
            return Results.Json(body, statusCode: status);
        }
    }

    private Link Made(Dictionary<string, string> form, long amount)
    {
        var link = new Link(
            $"plink_{Guid.NewGuid():N}",
            form["metadata[aftersales_collection]"],
            amount,
            form["line_items[0][price_data][currency]"]
        );
        _links.Add(link);
        return link;
    }

    private async Task<IResult> UpdateAsync(string id, HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        lock (_gate)
        {
            if (_links.Find(x => x.Id == id) is not { } link)
            {
                return Error(404, "invalid_request_error");
            }
            link.Active = form["active"] != "false";
            return Results.Json(link.ToJson());
        }
    }

    private IResult List(HttpContext http)
    {
        var query = http.Request.Query;
        lock (_gate)
        {
            return Results.Json(
                new
                {
                    @object = "list",
                    has_more = false,
                    data = _visits
                        .Where(x => x.Link.Id == query["payment_link"] && x.Status == query["status"])
                        .Reverse()
                        .Select(x => x.ToJson())
                        .ToList(),
                }
            );
        }
    }

    private IResult Expire(string id)
    {
        lock (_gate)
        {
            if (_visits.Find(x => x.Id == id) is not { Status: "open" } visit)
            {
                return Error(400, "invalid_request_error");
            }
            visit.Status = "expired";
            return Results.Json(visit.ToJson());
        }
    }

    private static IResult Error(int status, string type) => Results.Json(Failure(type, null), statusCode: status);

    private static object Failure(string type, string? code) => new { error = new { type, code } };

    internal sealed class Link(string id, string collection, long amount, string currency)
    {
        public string Id => id;
        public string Collection => collection;
        public long Amount => amount;
        public string Currency => currency;
        public bool Active { get; set; } = true;

        public object ToJson() =>
            new
            {
                id,
                @object = "payment_link",
                active = Active,
                url = $"https://buy.stripe.com/{id}",
            };
    }

    internal sealed class Visit(string id, Link link)
    {
        public string Id => id;
        public Link Link => link;
        public string Status { get; set; } = "open";

        /// <summary>How its payment stands.</summary>
        public string? Intent { get; set; }

        public object ToJson() =>
            new
            {
                id,
                @object = "checkout.session",
                status = Status,
                payment_status = Intent == "succeeded" ? "paid" : "unpaid",
                amount_total = link.Amount,
                currency = link.Currency,
                payment_link = link.Id,
                payment_intent = Intent is null ? null : new { id = $"pi_{id}", status = Intent },
                metadata = new Dictionary<string, string> { ["aftersales_collection"] = link.Collection },
            };
    }
}
