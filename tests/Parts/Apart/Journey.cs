using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace AfterSalesMesh.Parts.Apart;

/// <summary>
/// One return from the order to the money, as people would make it. Every call is made again with the same ids until it
/// is answered, whichever process dies meanwhile.
/// </summary>
public sealed class Journey(
    MeshApi api,
    string orderNumber,
    string storefrontKey = "local-storefront",
    TimeSpan? timeout = null
)
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(240);
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    public string OrderNumber => orderNumber;

    /// <summary>The reference of the order's payment at the provider.</summary>
    public string Payment => $"pay-{orderNumber}";

    public string ReturnId { get; private set; } = "";

    public Guid ReceiptId { get; private set; } = Guid.CreateVersion7();

    public static object Order(string payment, long captured, params object[] lines) =>
        new
        {
            currency = "EUR",
            deliveredAt = Now.AddDays(-2),
            customer = new
            {
                // Each order has its own: nobody is a repeated returner.
                reference = $"c-{payment}",
                email = "ada@example.org",
                locale = "en",
            },
            lines,
            payments = new[]
            {
                new
                {
                    reference = payment,
                    method = "card",
                    captured,
                },
            },
        };

    public static object Line(string id, int quantity, long unitPrice, long discount = 0) =>
        new
        {
            lineId = id,
            sku = $"sku-{id}",
            quantity,
            unitPrice,
            discount,
        };

    public static object Ask(string lineId, int quantity, string reason = "too_small", string resolution = "refund") =>
        new
        {
            lineId,
            quantity,
            reason,
            resolution,
        };

    public Task OrderAsync(object order) =>
        PersistAsync(async () =>
            (await api.PutOrderAsync(orderNumber, order, storefrontKey)).Status
                is HttpStatusCode.Created
                    or HttpStatusCode.OK
        );

    public async Task RequestAsync(params object[] lines)
    {
        var idempotencyKey = Guid.NewGuid().ToString();
        await PersistAsync(async () =>
        {
            var answer = await api.RequestReturnAsync(
                new
                {
                    orderNumber,
                    channel = "web",
                    lines,
                },
                idempotencyKey,
                storefrontKey
            );
            ReturnId = (string?)answer.Json?["id"] ?? "";
            return answer.Status == HttpStatusCode.Created;
        });
    }

    /// <summary>Waits until the warehouse knows the return, and scans it by its RMA number.</summary>
    public Task ScanAsync() => ScanAsync("awaiting_parcel");

    /// <summary>Scans a parcel of the return in that status; another parcel than before is another receipt.</summary>
    public async Task ScanAsync(string status) => await ScanAsync(await UntilStatusAsync(status));

    /// <summary>Scans one more parcel of the return, in whatever status that is.</summary>
    public async Task ScanAnotherAsync() =>
        await ScanAsync(await UntilAsync("an RMA number", it => it["rmaNumber"] != null));

    private async Task ScanAsync(JsonNode it)
    {
        ReceiptId = Guid.CreateVersion7();
        await PersistAsync(async () =>
        {
            var answer = await api.PostAsync(
                "/v1/warehouse/scans",
                "local-warehouse",
                new
                {
                    scanId = Guid.NewGuid(),
                    receiptId = ReceiptId,
                    code = (string)it["rmaNumber"]!,
                    station = "t1",
                    scannedAt = Now,
                }
            );
            return (string?)answer.Json?["match"] == "one";
        });
    }

    /// <returns>The id of the first unit.</returns>
    public async Task<Guid> UnitAsync(string lineId, int quantity = 1)
    {
        var (scanId, unitId) = (Guid.NewGuid(), Guid.Empty);
        await PersistAsync(async () =>
        {
            var answer = await api.PostAsync(
                $"/v1/warehouse/receipts/{ReceiptId}/units",
                "local-warehouse",
                new
                {
                    scanId,
                    code = $"sku-{lineId}",
                    quantity,
                    scannedAt = Now,
                }
            );
            if ((string?)answer.Json?["outcome"] != "expected")
            {
                return false;
            }
            unitId = (Guid)answer.Json["unitIds"]![0]!;
            return true;
        });
        return unitId;
    }

    public Task CloseAsync() => CloseAsync(isShort: false);

    /// <param name="isShort">Nothing more of its returns will come.</param>
    public async Task CloseAsync(bool isShort)
    {
        var scanId = Guid.NewGuid();
        await PersistAsync(async () =>
        {
            var answer = await api.PostAsync(
                $"/v1/warehouse/receipts/{ReceiptId}/close",
                "local-warehouse",
                new
                {
                    scanId,
                    scannedAt = Now,
                    @short = isShort,
                }
            );
            return answer.Status == HttpStatusCode.OK;
        });
    }

    /// <summary>Waits for the inspection, and grades every unit of it.</summary>
    public async Task JudgeAsync(string grade = "A", Func<JsonNode, string?>? disposition = null)
    {
        JsonNode? task = null;
        await PersistAsync(async () =>
        {
            var answer = await api.GetAsync($"/v1/inspections?returnId={ReturnId}&status=open", "local-inspector");
            task = answer.Json?["items"]?.AsArray().FirstOrDefault();
            return task is not null;
        });
        var units = task!["units"]!
            .AsArray()
            .Select(x => new
            {
                unitId = (string)x!["unitId"]!,
                grade,
                disposition = disposition?.Invoke(x),
                notes = "",
            });
        var verdict = new { units = units.ToArray() };
        await PersistAsync(async () =>
            (await api.PostAsync($"/v1/inspections/{(string)task["id"]!}/verdict", "local-inspector", verdict)).Status
            == HttpStatusCode.OK
        );
    }

    /// <summary>Cancels the return, and waits until it is.</summary>
    public Task CancelAsync() =>
        PersistAsync(async () =>
        {
            // A repeat of what is done is refused.
            await api.PostAsync($"/v1/returns/{ReturnId}/cancel", storefrontKey, new { });
            return (string?)(await ReadAsync())?["status"] == "cancelled";
        });

    /// <summary>An agent opens a round with what came too late.</summary>
    /// <returns>Whether that was possible in time.</returns>
    public async Task<bool> OpensRoundAsync(TimeSpan bound)
    {
        try
        {
            await Eventually.IsTrueAsync(
                async () =>
                {
                    await api.PostAsync($"/v1/returns/{ReturnId}/rounds", "local-agent", new { });
                    return (await ReadAsync())?["rounds"]!.AsArray().Count > 0;
                },
                bound
            );
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public Task<JsonNode> UntilStatusAsync(string status) => UntilAsync(status, it => (string?)it["status"] == status);

    /// <summary>Waits until the return waits for a person.</summary>
    public Task<JsonNode> UntilAttentionAsync(string reason) =>
        UntilAsync(reason, it => (string?)it["attention"]?["reason"] == reason);

    private async Task<JsonNode> UntilAsync(string wanted, Func<JsonNode, bool> holds)
    {
        JsonNode? it = null;
        await PersistAsync(
            async () =>
            {
                it = await ReadAsync();
                return it is not null && holds(it);
            },
            () => $"Wanted {wanted}: {it?.ToJsonString()}"
        );
        return it!;
    }

    private async Task<JsonNode?> ReadAsync() => (await api.GetAsync($"/v1/returns/{ReturnId}", storefrontKey)).Json;

    /// <summary>What happened so far, in words of the timeline.</summary>
    public async Task<IReadOnlyList<string>> TimelineAsync()
    {
        var timeline = await api.GetAsync($"/v1/returns/{ReturnId}/timeline?limit=200", storefrontKey);
        return [.. timeline.Json!["items"]!.AsArray().Select(x => (string)x!["what"]!)];
    }

    /// <summary>All of it, with every unit sent back and as new.</summary>
    public async Task<JsonNode> CompleteAsync(params (string LineId, int Quantity)[] lines)
    {
        await RequestAsync([.. lines.Select(x => Ask(x.LineId, x.Quantity))]);
        await ScanAsync();
        foreach (var (lineId, quantity) in lines)
        {
            await UnitAsync(lineId, quantity);
        }
        await CloseAsync();
        await JudgeAsync();
        return await UntilStatusAsync("completed");
    }

    public static long Refunded(JsonNode it) => it["refunds"]!.AsArray().Sum(x => (long)x!["amount"]!);

    private Task PersistAsync(Func<Task<bool>> step, Func<string>? why = null) =>
        Eventually.IsTrueAsync(step, timeout ?? Timeout, why);
}
