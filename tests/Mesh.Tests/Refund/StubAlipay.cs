using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Tenders.Alipay;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>How Alipay fails at the next request to refund.</summary>
public enum AlipayMishap
{
    /// <summary>It does not know, and nothing was done.</summary>
    SystemErrorBefore,

    /// <summary>… and it was done.</summary>
    SystemErrorAfter,

    /// <summary>The connection ends before anything has begun.</summary>
    SilentBefore,

    /// <summary>The refund is made, and nobody is told.</summary>
    SilentAfter,

    /// <summary>Somebody else answers that it was done.</summary>
    Forged,

    /// <summary>The merchant has no money there.</summary>
    NoMoney,

    /// <summary>It is made, and look-ups do not see it for ten seconds.</summary>
    SeenLate,
}

/// <summary>Alipay's refunds as its documentation tells them, as far as we use them.</summary>
internal sealed class StubAlipay : StubServer
{
    private readonly RSA _own = RSA.Create(2048);
    private readonly RSA _merchant = RSA.Create(2048);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Dictionary<string, (decimal Amount, DateTimeOffset SeenFrom)>> _refunds = [];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<AlipayMishap>> _mishaps = new();

    public StubAlipay()
    {
        App.MapPost("/gateway.do", (Delegate)AnswerAsync);
    }

    public JumpingClock Time { get; } = new(DateTimeOffset.UtcNow);

    /// <summary>What was paid, in yuan, by the trade's number.</summary>
    public ConcurrentDictionary<string, decimal> Captured { get; } = new();

    /// <summary>What was asked: method, and content.</summary>
    public ConcurrentQueue<(string Method, JsonElement Content)> Asked { get; } = new();

    public ProviderSettings Settings =>
        new()
        {
            Kind = ProviderSettings.Alipay,
            Address = new Uri($"{Address}/gateway.do"),
            AppId = "2021000000000000",
            Key = Convert.ToBase64String(_merchant.ExportPkcs8PrivateKey()),
            PublicKey = Convert.ToBase64String(_own.ExportSubjectPublicKeyInfo()),
        };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _own.Dispose();
        _merchant.Dispose();
    }

    /// <summary>A payment that no other test uses, by the shop's own number.</summary>
    public string Paid(decimal yuan)
    {
        var trade = $"W-{Guid.NewGuid():N}";
        Captured[trade] = yuan;
        return trade;
    }

    public void Next(string trade, params AlipayMishap[] mishaps)
    {
        foreach (var mishap in mishaps)
        {
            _mishaps.GetOrAdd(trade, _ => new()).Enqueue(mishap);
        }
    }

    public decimal PaidBack(string trade)
    {
        lock (_gate)
        {
            return Of(trade).Values.Sum(x => x.Amount);
        }
    }

    private Dictionary<string, (decimal Amount, DateTimeOffset SeenFrom)> Of(string trade) =>
        _refunds.TryGetValue(trade, out var made) ? made : _refunds[trade] = [];

    private async Task<IResult> AnswerAsync(HttpContext http)
    {
        var form = (await http.Request.ReadFormAsync()).ToDictionary(x => x.Key, x => x.Value.ToString());
        var method = form["method"];
        var said = AlipayMessage.SignedText(form.OrderBy(x => x.Key, StringComparer.Ordinal));
        if (
            !_merchant.VerifyData(
                Encoding.UTF8.GetBytes(said),
                Convert.FromBase64String(form["sign"]),
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1
            )
            || !DateTime.TryParseExact(
                form["timestamp"],
                "yyyy-MM-dd HH:mm:ss",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out _
            )
        )
        {
            return Signed(method, """{"code":"40002","msg":"Invalid Arguments","sub_code":"isv.invalid-signature"}""");
        }
        var content = JsonSerializer.Deserialize<JsonElement>(form["biz_content"]);
        Asked.Enqueue((method, content));
        var trade = content
            .GetProperty(content.TryGetProperty("trade_no", out _) ? "trade_no" : "out_trade_no")
            .GetString()!;
        var request = content.GetProperty("out_request_no").GetString()!;
        if (method == "alipay.trade.fastpay.refund.query")
        {
            return Signed(method, Find(trade, request));
        }
        var amount = decimal.Parse(content.GetProperty("refund_amount").GetString()!, CultureInfo.InvariantCulture);
        AlipayMishap? mishap =
            _mishaps.TryGetValue(trade, out var queue) && queue.TryDequeue(out var next) ? next : null;
        switch (mishap)
        {
            case AlipayMishap.SystemErrorBefore:
                return Signed(method, """{"code":"40004","msg":"Business Failed","sub_code":"ACQ.SYSTEM_ERROR"}""");
            case AlipayMishap.NoMoney:
                return Signed(method, """{"code":"40004","sub_code":"ACQ.SELLER_BALANCE_NOT_ENOUGH"}""");
            case AlipayMishap.Forged:
                return Results.Text(
                    $$$"""{"alipay_trade_refund_response":{"code":"10000","fund_change":"Y"},"sign":"AAAA"}""",
                    "application/json"
                );
            case AlipayMishap.SilentBefore:
                http.Abort();
                return Results.Empty;
        }
        var answer = Refund(trade, request, amount, mishap == AlipayMishap.SeenLate);
        switch (mishap)
        {
            case AlipayMishap.SilentAfter:
                http.Abort();
                return Results.Empty;
            case AlipayMishap.SystemErrorAfter or AlipayMishap.SeenLate:
                return Signed(
                    method,
                    """{"code":"20000","msg":"Service Currently Unavailable","sub_code":"isp.unknow-error"}"""
                );
            default:
                return Signed(method, answer);
        }
    }

    private string Refund(string trade, string request, decimal amount, bool seenLate)
    {
        lock (_gate)
        {
            if (!Captured.TryGetValue(trade, out var captured))
            {
                return """{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"}""";
            }
            var left = captured - PaidBack(trade);
            if (left == 0)
            {
                return """{"code":"40004","sub_code":"ACQ.TRADE_HAS_CLOSE"}""";
            }
            if (Of(trade).TryGetValue(request, out var made))
            {
                return made.Amount == amount
                    ? """{"code":"10000","msg":"Success","fund_change":"N"}"""
                    : """{"code":"40004","sub_code":"ACQ.DISCORDANT_REPEAT_REQUEST"}""";
            }
            if (amount > left)
            {
                return """{"code":"40004","sub_code":"ACQ.REASON_TRADE_REFUND_FEE_ERR"}""";
            }
            Of(trade)[request] = (amount, Time.GetUtcNow() + TimeSpan.FromSeconds(seenLate ? 10 : 0));
            // As it comes, with a character that need not be escaped: signed is the text as it stands.
            return """{"code":"10000","msg":"Success","buyer_logon_id":"张***@a.com", "fund_change":"Y"}""";
        }
    }

    private string Find(string trade, string request)
    {
        lock (_gate)
        {
            return !Captured.ContainsKey(trade) ? """{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"}"""
                : Of(trade).TryGetValue(request, out var made) && made.SeenFrom <= Time.GetUtcNow()
                    ? """{"code":"10000","msg":"Success","refund_status":"REFUND_SUCCESS"}"""
                : """{"code":"10000","msg":"Success"}""";
        }
    }

    private IResult Signed(string method, string said)
    {
        var sign = Convert.ToBase64String(
            _own.SignData(Encoding.UTF8.GetBytes(said), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
        );
        return Results.Text(
            $$"""{"{{method.Replace('.', '_')}}_response":{{said}},"sign":"{{sign}}"}""",
            "application/json;charset=utf-8",
            Encoding.UTF8
        );
    }
}
