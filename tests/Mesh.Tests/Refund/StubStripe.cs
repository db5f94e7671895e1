using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AfterSalesMesh.Refund.Collections;
using AfterSalesMesh.Refund.Tenders.Stripe;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>How Stripe fails at the next submission.</summary>
public enum Mishap
{
    /// <summary>Something breaks before the refund is made; Stripe stores its 500 with the key.</summary>
    BreaksBefore,

    /// <summary>… after it was made.</summary>
    BreaksAfter,

    /// <summary>The connection ends before anything has begun.</summary>
    SilentBefore,

    /// <summary>The refund is made, and nobody is told.</summary>
    SilentAfter,

    /// <summary>Too many requests; nothing is stored.</summary>
    TooFast,

    /// <summary>A request with this key is still running.</summary>
    InUse,

    /// <summary>The merchant has no money there; the refusal is stored.</summary>
    NoMoney,

    /// <summary>The card's bank says no; the refusal is stored.</summary>
    CardError,

    /// <summary>It was charged back; the refusal is stored.</summary>
    Disputed,

    /// <summary>Its bank asks for it back; the refusal is stored.</summary>
    InDispute,

    /// <summary>The page of a proxy that is no answer of Stripe's.</summary>
    ProxyPage,

    /// <summary>No answer comes, and nothing was begun.</summary>
    HangsBefore,

    /// <summary>The refund is made, and no answer comes.</summary>
    HangsAfter,
}

/// <summary>Stripe's refunds over HTTP, as its documentation tells them, as far as we use them.</summary>
internal sealed class StubStripe : StubServer
{
    public const string Key = "sk_test_4242";
    public const string WebhookSecret = "whsec_test";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Answer> _answers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Refunded>> _refunds = new(StringComparer.Ordinal);
    private int _made;
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Mishap>> _mishaps = new();

    public StubStripe()
    {
        App.Use(KnownCallersAsync);
        App.MapPost("/v1/refunds", (Delegate)CreateAsync);
        App.MapGet("/v1/refunds", List);
        App.MapGet("/v1/refunds/{id}", Get);
    }

    /// <summary>It forgets its keys by this.</summary>
    public JumpingClock Time { get; } = new(DateTimeOffset.UtcNow);

    /// <summary>What was captured, by the payment's id.</summary>
    public ConcurrentDictionary<string, long> Captured { get; } = new();

    /// <summary>Every submission with its key, repeats included.</summary>
    public ConcurrentQueue<(string Key, IReadOnlyDictionary<string, string> Form)> Submitted { get; } = new();

    /// <summary>Every look-up: path and query.</summary>
    public ConcurrentQueue<string> LookedUp { get; } = new();

    /// <summary>The status with which a new refund begins.</summary>
    public string BeginsAs { get; set; } = "succeeded";

    public IReadOnlyList<Refunded> Refunds
    {
        get
        {
            lock (_gate)
            {
                return [.. _refunds.Values.SelectMany(x => x).OrderBy(x => x.Id, StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>A payment that no other test uses.</summary>
    public string Paid(long captured, string prefix = "pi")
    {
        var id = $"{prefix}_{Guid.NewGuid():N}";
        Captured[id] = captured;
        return id;
    }

    public void Next(string payment, params Mishap[] mishaps)
    {
        foreach (var mishap in mishaps)
        {
            _mishaps.GetOrAdd(payment, _ => new()).Enqueue(mishap);
        }
    }

    /// <summary>A refund that somebody makes there, be it by hand.</summary>
    public Refunded Make(string payment, long amount, string? part = null, string status = "succeeded")
    {
        lock (_gate)
        {
            var made = new Refunded($"re_{++_made:D8}{Guid.NewGuid():N}", payment, amount, part, status);
            if (!_refunds.TryGetValue(payment, out var before))
            {
                _refunds[payment] = before = [];
            }
            before.Add(made);
            return made;
        }
    }

    /// <summary>It turns out otherwise.</summary>
    public void Turn(string id, string status, string reason = "expired_or_canceled_card")
    {
        lock (_gate)
        {
            var among = _refunds.Values.Single(x => x.Exists(refund => refund.Id == id));
            var at = among.FindIndex(x => x.Id == id);
            among[at] = among[at] with { Status = status, Reason = reason };
        }
    }

    public long PaidBack(string payment) =>
        Of(payment).Where(x => x.Status is not ("failed" or "canceled")).Sum(x => x.Amount);

    /// <summary>How Stripe signs.</summary>
    public static string Sign(string body, DateTimeOffset at, params string[] secrets)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return string.Join(
            ',',
            secrets
                .Select(secret =>
                    $"v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{time}.{body}")))}"
                )
                .Prepend($"t={time}")
        );
    }

    /// <summary>An event as it comes to the webhook.</summary>
    public static string Event(string type, object about) =>
        JsonSerializer.Serialize(
            new
            {
                id = $"evt_{Guid.NewGuid():N}",
                @object = "event",
                api_version = StripeProvider.Version,
                type,
                data = new { @object = about },
            }
        );

    private List<Refunded> Of(string payment)
    {
        lock (_gate)
        {
            return _refunds.TryGetValue(payment, out var made) ? [.. made] : [];
        }
    }

    private async Task KnownCallersAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Request.Headers;
        if (headers.Authorization != $"Bearer {Key}")
        {
            await Error(401, "invalid_request_error").ExecuteAsync(http);
        }
        else if (headers["Stripe-Version"].Count != 1)
        {
            await Error(400, "invalid_request_error", "version_missing").ExecuteAsync(http);
        }
        else
        {
            await next(http);
        }
    }

    private async Task<IResult> CreateAsync(HttpContext http)
    {
        var form = (await http.Request.ReadFormAsync()).ToDictionary(x => x.Key, x => x.Value.ToString());
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        Submitted.Enqueue((key, form));
        var payment = form.GetValueOrDefault("payment_intent") ?? form.GetValueOrDefault("charge") ?? "";
        Mishap? mishap = _mishaps.TryGetValue(payment, out var queue) && queue.TryDequeue(out var next) ? next : null;
        switch (mishap)
        {
            case Mishap.TooFast:
                return Error(429, "invalid_request_error", "rate_limit");
            case Mishap.InUse:
                return Error(409, "idempotency_error", "idempotency_key_in_use");
            case Mishap.ProxyPage:
                return Results.Text("<html>Bad Request</html>", "text/html", statusCode: 400);
            case Mishap.SilentBefore:
                http.Abort();
                return Results.Empty;
            case Mishap.HangsBefore:
                await HangAsync(http);
                return Results.Empty;
        }
        Answer answer;
        bool replayed;
        lock (_gate)
        {
            (answer, replayed) = Once(key, form, payment, mishap);
        }
        if (mishap == Mishap.SilentAfter)
        {
            http.Abort();
            return Results.Empty;
        }
        if (mishap == Mishap.HangsAfter)
        {
            await HangAsync(http);
            return Results.Empty;
        }
        if (replayed)
        {
            http.Response.Headers["Idempotent-Replayed"] = "true";
        }
        http.Response.Headers["Request-Id"] = "req_1";
        return Results.Text(answer.Body, "application/json", statusCode: answer.Status);
    }

    private static Task HangAsync(HttpContext http) =>
        Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

    private (Answer Answer, bool Replayed) Once(
        string key,
        Dictionary<string, string> form,
        string payment,
        Mishap? mishap
    )
    {
        var asked = string.Join(
            '&',
            form.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => $"{x.Key}={x.Value}")
        );
        var now = Time.GetUtcNow();
        if (_answers.TryGetValue(key, out var stored) && now - stored.At < TimeSpan.FromHours(24))
        {
            return stored.Asked == asked
                ? (stored, true)
                : (new Answer(asked, now, 400, ErrorBody("idempotency_error", null, null)), false);
        }
        var (status, body, stores) = Create(form, payment, mishap);
        var answer = new Answer(asked, now, status, body);
        if (stores)
        {
            _answers[key] = answer;
        }
        return (answer, false);
    }

    private (int Status, string Body, bool Stores) Create(
        Dictionary<string, string> form,
        string payment,
        Mishap? mishap
    )
    {
        if (!Captured.TryGetValue(payment, out var captured))
        {
            return (404, ErrorBody("invalid_request_error", "resource_missing", "payment_intent"), false);
        }
        if (mishap == Mishap.BreaksBefore)
        {
            return (500, ErrorBody("api_error", null, null), true);
        }
        if (mishap == Mishap.NoMoney)
        {
            return (400, ErrorBody("invalid_request_error", "balance_insufficient", null), true);
        }
        if (mishap == Mishap.CardError)
        {
            return (402, ErrorBody("card_error", "card_declined", null), true);
        }
        if (mishap is Mishap.Disputed or Mishap.InDispute)
        {
            var code = mishap == Mishap.Disputed ? "charge_disputed" : "refund_disputed_payment";
            return (400, ErrorBody("invalid_request_error", code, null), true);
        }
        var amount = long.Parse(form["amount"], CultureInfo.InvariantCulture);
        var left = captured - PaidBack(payment);
        if (left <= 0)
        {
            return (400, ErrorBody("invalid_request_error", "charge_already_refunded", null), true);
        }
        if (amount > left)
        {
            return (400, ErrorBody("invalid_request_error", null, "amount"), true);
        }
        var made = Make(payment, amount, form.GetValueOrDefault("metadata[aftersales_part]"), BeginsAs);
        return mishap == Mishap.BreaksAfter
            ? (500, ErrorBody("api_error", null, null), true)
            : (200, JsonSerializer.Serialize(made.ToJson()), true);
    }

    private IResult List(HttpContext http)
    {
        LookedUp.Enqueue($"{http.Request.Path}{http.Request.QueryString}");
        var query = http.Request.Query;
        var payment = query["payment_intent"].FirstOrDefault() ?? query["charge"].FirstOrDefault() ?? "";
        if (!Captured.ContainsKey(payment))
        {
            return Error(404, "invalid_request_error", "resource_missing");
        }
        var limit = int.Parse(query["limit"].FirstOrDefault() ?? "10", CultureInfo.InvariantCulture);
        var newestFirst = Of(payment).AsEnumerable().Reverse();
        if (query["starting_after"].FirstOrDefault() is { } after)
        {
            newestFirst = newestFirst.SkipWhile(x => x.Id != after).Skip(1);
        }
        var found = newestFirst.Take(limit + 1).ToList();
        return Results.Json(
            new
            {
                @object = "list",
                url = "/v1/refunds",
                has_more = found.Count > limit,
                data = found.Take(limit).Select(x => x.ToJson()),
            }
        );
    }

    private IResult Get(string id, HttpContext http)
    {
        LookedUp.Enqueue(http.Request.Path);
        return Refunds.FirstOrDefault(x => x.Id == id) is { } found
            ? Results.Json(found.ToJson())
            : Error(404, "invalid_request_error", "resource_missing");
    }

    private static IResult Error(int status, string type, string? code = null) =>
        Results.Text(ErrorBody(type, code, null), "application/json", statusCode: status);

    private static string ErrorBody(string type, string? code, string? param) =>
        JsonSerializer.Serialize(
            new
            {
                error = new
                {
                    type,
                    code,
                    param,
                    message = "No.",
                },
            }
        );

    private sealed record Answer(string Asked, DateTimeOffset At, int Status, string Body);

    internal sealed record Refunded(
        string Id,
        string Payment,
        long Amount,
        string? Part,
        string Status,
        string Reason = "expired_or_canceled_card"
    )
    {
        public object ToJson() =>
            new
            {
                id = Id,
                @object = "refund",
                amount = Amount,
                currency = "eur",
                charge = Payment.StartsWith("pi_", StringComparison.Ordinal) ? $"ch_of_{Payment}" : Payment,
                payment_intent = Payment.StartsWith("pi_", StringComparison.Ordinal) ? Payment : null,
                metadata = Part is null
                    ? new Dictionary<string, string>()
                    : new Dictionary<string, string> { ["aftersales_part"] = Part },
                status = Status,
                failure_reason = Status == "failed" ? Reason : null,
            };
    }
}
