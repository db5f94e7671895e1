using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Parts.Apart;

namespace AfterSalesMesh.Mesh.Tests.Histories;

/// <summary>
/// What happens to one order, by its seed: a customer, carriers, the warehouse, inspectors, agents and finance do what they may do
/// at any time, in random order, and some of it twice. It goes by what it was answered, and reads no table.
/// </summary>
internal sealed class History
{
    private const int MaxReturns = 3;

    private readonly HistoryMesh _mesh;
    private readonly Random _random;
    private readonly string _storefront;
    private readonly string _currency;
    private readonly List<Line> _lines;
    private readonly List<Payment> _payments;

    /// <summary>How many pieces of each line the customer has.</summary>
    private readonly Dictionary<string, int> _home;
    private readonly List<Requested> _returns = [];
    private readonly List<string> _bulks = [];
    private readonly List<Box> _boxes = [];
    private readonly List<string> _unplaced = [];
    private readonly (int Weight, Func<Task> Do)[] _deeds;
    private int _mails;

    public History(HistoryMesh mesh, int seed)
    {
        (_mesh, Seed, _random) = (mesh, seed, new Random(seed));
        _storefront = HistoryMesh.Storefronts[_random.Next(2)];
        _currency = _random.Next(6) == 0 ? "CNY" : "EUR";
        var isSet = _random.Next(4) == 0;
        _lines =
        [
            .. Enumerable
                .Range(0, _random.Next(1, 4))
                .Select(i => new Line(
                    $"l{i}",
                    _random.Next(1, 4),
                    _currency == "CNY" ? _random.Next(2) * 200_000 + 1_999 : _random.Next(300, 2_000),
                    isSet && i < 2 ? "set" : null
                )),
        ];
        _home = _lines.ToDictionary(x => x.Id, x => x.Quantity);
        _payments = PaymentsOf(_lines.Sum(x => x.Quantity * x.Price) + Postage);
        _deeds =
        [
            (4, RequestAsync),
            (1, RequestInBulkAsync),
            (6, ReviewAsync),
            (1, CancelAsync),
            (1, ReduceAsync),
            (2, CarrierAsync),
            (6, PackAsync),
            (9, ReceiveAsync),
            (6, JudgeAsync),
            (1, CloseByHandAsync),
            (1, OpenRoundAsync),
            (2, AssignAsync),
            (2, FinanceAsync),
            (1, ReverseAsync),
            (1, ChargeBackAsync),
            (1, RedriveAsync),
            (1, PutOrderAsync),
        ];
    }

    public int Seed { get; }

    public string OrderNumber => $"H-{Seed}";

    /// <summary>All that happened so far, in order.</summary>
    public List<string> Events { get; } = [];

    /// <summary>The receipts that were opened for its parcels.</summary>
    public IEnumerable<Guid> Receipts => _boxes.Select(x => x.Id);

    public bool HasOpenBoxes => _boxes.Exists(x => !x.IsClosed);

    private static long Postage => 600;

    private DateTimeOffset Now => _mesh.Clock.GetUtcNow();

    /// <summary>The order, and its first return.</summary>
    public async Task BeginAsync()
    {
        await PutOrderAsync();
        await RequestAsync();
    }

    /// <summary>Some of all that may happen.</summary>
    public async Task GoOnAsync()
    {
        await FindBulkReturnsAsync();
        for (var left = _random.Next(8); left > 0; left--)
        {
            var at = _random.Next(_deeds.Sum(x => x.Weight));
            await _deeds.First(x => (at -= x.Weight) < 0).Do();
        }
    }

    /// <summary>Everybody does what they have to do.</summary>
    public async Task FinishAsync()
    {
        await FindBulkReturnsAsync();
        foreach (var box in _boxes.Where(x => !x.IsClosed))
        {
            while (!box.IsClosed)
            {
                await ReceiveAsync(box);
            }
        }
        if (_random.Next(6) == 0)
        {
            await ReverseAsync();
        }
        foreach (var it in _returns)
        {
            await JudgeAsync(it);
            await FinanceAsync(it);
            await AttendAsync(it);
        }
    }

    private async Task PutOrderAsync()
    {
        await CallAsync(
            HttpMethod.Put,
            $"/v1/orders/{OrderNumber}",
            "storefront",
            new
            {
                currency = _currency,
                deliveredAt = _mesh.Began.AddDays(-1),
                customer = new
                {
                    reference = $"c-{Seed}",
                    email = $"customer-{Seed}-{++_mails}@example.org",
                    locale = _mails % 2 == 0 ? "zh-CN" : "en",
                },
                shipping = new { amount = Postage },
                lines = _lines.Select(x => new
                {
                    lineId = x.Id,
                    sku = $"sku-{x.Id}",
                    quantity = x.Quantity,
                    unitPrice = x.Price,
                    set = x.Set,
                }),
                payments = _payments,
            }
        );
    }

    private async Task RequestAsync()
    {
        if (_returns.Count + _bulks.Count >= MaxReturns)
        {
            return;
        }
        var asked = SomeLines();
        var answer = await CallAsync(
            HttpMethod.Post,
            "/v1/returns",
            "storefront",
            new
            {
                orderNumber = OrderNumber,
                channel = Pick("web", "phone"),
                lines = asked,
            },
            needsKey: true
        );
        if (answer.Status == HttpStatusCode.Created)
        {
            var it = new Requested((string)answer.Json!["id"]!);
            it.Lines.AddRange(asked.Select(x => (x.LineId, x.Reason, x.Quantity)));
            _returns.Add(it);
        }
    }

    /// <summary>The same, answered later.</summary>
    private async Task RequestInBulkAsync()
    {
        if (_returns.Count + _bulks.Count >= MaxReturns)
        {
            return;
        }
        var answer = await CallAsync(
            HttpMethod.Post,
            "/v1/returns/bulk",
            "storefront",
            new { channel = "email", lines = SomeLines() },
            needsKey: true
        );
        if (answer.Status == HttpStatusCode.Accepted)
        {
            _bulks.Add((string)answer.Json!["id"]!);
        }
    }

    /// <summary>What became of the requests in bulk.</summary>
    private async Task FindBulkReturnsAsync()
    {
        foreach (var bulk in _bulks)
        {
            foreach (
                var accepted in (await ListAsync($"/v1/returns/bulk/{bulk}", "storefront"))
                    .Where(x => (string?)x["returnId"] is not null)
                    .GroupBy(x => (string)x["returnId"]!)
            )
            {
                var it = new Requested(accepted.Key);
                it.Lines.AddRange(
                    accepted.Select(x => ((string)x["lineId"]!, (string)x["reason"]!, (int)x["quantity"]!))
                );
                _returns.Add(it);
            }
        }
        _bulks.Clear();
    }

    private List<AskedLine> SomeLines() =>
        [
            .. _lines
                .Where(_ => _random.Next(3) > 0)
                .DefaultIfEmpty(_lines[0])
                .Select(x => new AskedLine(
                    OrderNumber,
                    x.Id,
                    _random.Next(1, x.Quantity + 1),
                    Pick(Reasons.Defective, Reasons.Defective, Reasons.WrongItem, Reasons.TooSmall),
                    Pick(Resolutions.Refund, Resolutions.Refund, Resolutions.StoreCredit)
                )),
        ];

    /// <summary>An agent decides or asks, or the customer answers.</summary>
    private async Task ReviewAsync()
    {
        if (AnyReturn() is not { } it)
        {
            return;
        }
        var found = await FindAsync($"/v1/returns/{it.Id}", "agent");
        if ((string)found.Json!["status"]! != "under_review" && _random.Next(5) > 0)
        {
            return;
        }
        var (deed, role, body) = _random.Next(6) switch
        {
            0 => ("approve", "agent", (object)new { }),
            1 => ("reject", "agent", new { reason = "worn", text = "It was worn." }),
            2 or 3 => ("ask-evidence", "agent", new { text = "A photo, please." }),
            _ => ("evidence", "storefront", new { text = "There is none." }),
        };
        var ifMatch = _random.Next(2) == 0 ? found.ETag : null;
        await CallAsync(HttpMethod.Post, $"/v1/returns/{it.Id}/{deed}", role, body, ifMatch: ifMatch);
    }

    private Task CancelAsync() => DoAsync(it => $"/v1/returns/{it.Id}/cancel", "storefront", new { });

    private Task CloseByHandAsync() =>
        DoAsync(it => $"/v1/returns/{it.Id}/close", "agent", new { reason = "settled in the shop" });

    private Task OpenRoundAsync() => DoAsync(it => $"/v1/returns/{it.Id}/rounds", "agent", new { });

    private Task RedriveAsync() => DoAsync(it => $"/v1/ops/returns/{it.Id}/redrive", "admin", null);

    private async Task DoAsync(Func<Requested, string> path, string role, object? body)
    {
        if (AnyReturn() is { } it)
        {
            await CallAsync(HttpMethod.Post, path(it), role, body);
        }
    }

    private async Task ReduceAsync()
    {
        if (AnyReturn() is not { } it)
        {
            return;
        }
        var (lineId, reason, quantity) = it.Lines[_random.Next(it.Lines.Count)];
        if (it.Lines.Sum(x => x.Quantity) == 1)
        {
            return;
        }
        var answer = await CallAsync(
            HttpMethod.Patch,
            $"/v1/returns/{it.Id}",
            "storefront",
            new
            {
                lines = new[]
                {
                    new
                    {
                        lineId,
                        reason,
                        quantity = quantity - 1,
                    },
                },
            }
        );
        if (answer.Status == HttpStatusCode.OK)
        {
            it.Lines.Clear();
            it.Lines.AddRange(
                answer.Json!["lines"]!
                    .AsArray()
                    .Select(x => ((string)x!["lineId"]!, (string)x["reason"]!, (int)x["quantity"]!))
            );
        }
    }

    private async Task CarrierAsync()
    {
        if (AnyReturn() is not { } it || await RmaAsync(it) is not { } rma)
        {
            return;
        }
        it.Tracking ??= $"TRK{Seed:00000}{_returns.IndexOf(it)}";
        await CallAsync(
            HttpMethod.Post,
            "/v1/carrier-events",
            "warehouse",
            new
            {
                eventId = $"{it.Tracking}-{it.CarrierEvents++}",
                @event = Pick("accepted", "in_transit", "in_transit", "delayed", "lost", "delivered"),
                at = Now.AddMinutes(-_random.Next(600)),
                trackingNumber = it.Tracking,
                rmaNumber = rma,
            }
        );
    }

    /// <summary>The customer packs some of what they have, and the parcel's label is scanned.</summary>
    private async Task PackAsync()
    {
        if (AnyReturn() is not { } it)
        {
            return;
        }
        var box = new Box(Id());
        foreach (var line in _lines)
        {
            var packed = _random.Next(_home[line.Id] + 1);
            _home[line.Id] -= packed;
            box.Pieces.AddRange(Enumerable.Repeat(line.Id, packed));
        }
        if (_random.Next(6) == 0)
        {
            box.Pieces.Add("stranger");
        }
        _boxes.Add(box);
        await ScanAsync(box, it);
        if (_random.Next(5) == 0)
        {
            await ScanAsync(box, AnyReturn()!);
        }
    }

    private async Task ScanAsync(Box box, Requested it)
    {
        var code =
            _random.Next(10) switch
            {
                0 => "0000-illegible",
                1 or 2 => OrderNumber,
                3 => it.Tracking,
                _ => await RmaAsync(it),
            } ?? OrderNumber;
        await CallAsync(
            HttpMethod.Post,
            "/v1/warehouse/scans",
            "warehouse",
            new
            {
                scanId = Id(),
                receiptId = box.Id,
                code,
                station = "s1",
                scannedAt = Now.AddMinutes(-_random.Next(120)),
            }
        );
    }

    private async Task ReceiveAsync()
    {
        List<Box> open = [.. _boxes.Where(x => !x.IsClosed)];
        if (open.Count > 0)
        {
            await ReceiveAsync(open[_random.Next(open.Count)]);
        }
    }

    /// <summary>Takes something out of a box, or closes it when it is empty.</summary>
    private async Task ReceiveAsync(Box box)
    {
        if (box.Pieces.Count == 0)
        {
            await CloseAsync(box);
            return;
        }
        var line = box.Pieces[_random.Next(box.Pieces.Count)];
        var quantity = _random.Next(1, box.Pieces.Count(x => x == line) + 1);
        for (var left = quantity; left > 0; left--)
        {
            box.Pieces.Remove(line);
        }
        // Tags get lost: then a person names the line, and sometimes the return.
        var byLine = line != "stranger" && _random.Next(4) == 0;
        var named = byLine && _random.Next(2) == 0 ? AnyReturn() : null;
        Task<Answer> ScanAsync(string? returnId) =>
            CallAsync(
                HttpMethod.Post,
                $"/v1/warehouse/receipts/{box.Id}/units",
                "warehouse",
                new
                {
                    scanId = Id(),
                    code = byLine ? null : $"sku-{line}",
                    lineId = byLine ? line : null,
                    returnId,
                    quantity,
                    scannedAt = Now,
                }
            );
        var answer = await ScanAsync(named?.Id);
        if ((string?)answer.Json?["outcome"] == "several")
        {
            // A person looks which one it is, and may be wrong.
            var candidates = answer.Json["candidates"]!.AsArray();
            answer = await ScanAsync((string?)candidates[_random.Next(candidates.Count)]!["returnId"]);
        }
        if (answer.Status == HttpStatusCode.OK)
        {
            _unplaced.AddRange(
                answer.Json!["parts"]!
                    .AsArray()
                    .Where(x => (string)x!["outcome"]! != "expected")
                    .SelectMany(x => x!["unitIds"]!.AsArray().Select(id => (string)id!))
            );
        }
        else
        {
            // The return that was named is not known there: the goods stay in the box.
            box.Pieces.AddRange(Enumerable.Repeat(line, quantity));
        }
    }

    private async Task CloseAsync(Box box)
    {
        var how = _random.Next(5);
        await CallAsync(
            HttpMethod.Post,
            $"/v1/warehouse/receipts/{box.Id}/close",
            "warehouse",
            new
            {
                scanId = Id(),
                scannedAt = Now,
                waitForRest = how == 0,
                @short = how == 1,
            }
        );
        box.IsClosed = true;
    }

    private async Task JudgeAsync()
    {
        if (AnyReturn() is { } it)
        {
            await JudgeAsync(it);
        }
    }

    private async Task JudgeAsync(Requested it)
    {
        foreach (var task in await ListAsync($"/v1/inspections?returnId={it.Id}&status=open", "inspector"))
        {
            List<(string Unit, string Line, string? Disposition)> verdicts =
            [
                .. task["units"]!
                    .AsArray()
                    .Select(x => ((string)x!["unitId"]!, (string)x["lineId"]!, DispositionOrNull())),
            ];
            var answer = await CallAsync(
                HttpMethod.Post,
                $"/v1/inspections/{task["id"]}/verdict",
                "inspector",
                new
                {
                    units = verdicts.ConvertAll(x => new
                    {
                        unitId = x.Unit,
                        grade = Pick("A", "A", "B", "C", "D"),
                        disposition = x.Disposition,
                        notes = "",
                    }),
                }
            );
            if (answer.Status == HttpStatusCode.OK)
            {
                foreach (var (_, line, _) in verdicts.Where(x => x.Disposition == Dispositions.ReturnToCustomer))
                {
                    _home[line]++;
                }
            }
        }
    }

    private string? DispositionOrNull() =>
        _random.Next(8) switch
        {
            0 or 1 => Dispositions.ReturnToCustomer,
            2 => Dispositions.Quarantine,
            3 => Dispositions.Donate,
            _ => null,
        };

    private async Task AssignAsync()
    {
        if (_unplaced.Count == 0 || AnyReturn() is not { } it)
        {
            return;
        }
        var unit = _unplaced[_random.Next(_unplaced.Count)];
        await CallAsync(
            HttpMethod.Post,
            $"/v1/warehouse/units/{unit}/assign",
            "warehouse",
            new
            {
                returnId = it.Id,
                orderNumber = OrderNumber,
                lineId = _lines[_random.Next(_lines.Count)].Id,
            }
        );
    }

    private async Task FinanceAsync()
    {
        if (AnyReturn() is { } it)
        {
            await FinanceAsync(it);
        }
    }

    private async Task FinanceAsync(Requested it)
    {
        foreach (var refund in await ListAsync($"/v1/refunds?returnId={it.Id}", "finance"))
        {
            var path = $"/v1/refunds/{refund["id"]}";
            if ((string?)refund["waitingFor"] == "approval")
            {
                var refuses = _random.Next(5) == 0;
                await CallAsync(
                    HttpMethod.Post,
                    refuses ? $"{path}/refuse" : $"{path}/approve",
                    "finance",
                    refuses ? new { reason = "not owed" } : null,
                    needsKey: true
                );
            }
            else if ((string)refund["status"]! is "failed" or "reversed")
            {
                await CallAsync(
                    HttpMethod.Post,
                    $"{path}/pay-again",
                    "finance",
                    new { note = "the bank is back" },
                    needsKey: true
                );
            }
        }
    }

    /// <summary>Money that was paid comes back.</summary>
    private async Task ReverseAsync()
    {
        var payment = _payments[_random.Next(_payments.Count)].Reference;
        List<string> parts = [.. _mesh.Provider.Paid.Where(x => x.Value.Payment == payment).Select(x => x.Key)];
        _mesh.Provider.Reverse(payment);
        foreach (var reference in parts)
        {
            await CallAsync(HttpMethod.Post, "/v1/webhooks/sandbox", "admin", new { reference });
        }
    }

    /// <summary>The bank takes back some of what the customer paid.</summary>
    private async Task ChargeBackAsync()
    {
        var payment = _payments[_random.Next(_payments.Count)];
        if (_random.Next(3) > 0 || _returns.Count == 0)
        {
            return;
        }
        await CallAsync(
            HttpMethod.Post,
            $"/v1/payments/{payment.Reference}/adjustments",
            "finance",
            new
            {
                kind = "chargeback",
                amount = _random.NextInt64(1, payment.Captured + 1),
                currency = _currency,
                reference = $"cb-{Id()}",
                storefrontId = _storefront,
            },
            needsKey: true
        );
    }

    /// <summary>An agent does something about what waits for a person.</summary>
    private async Task AttendAsync(Requested it)
    {
        var found = await ReadAsync($"/v1/returns/{it.Id}", "agent");
        if ((string?)found["attention"]?["reason"] is not { } reason)
        {
            return;
        }
        if (reason == "unplaced_units" && _random.Next(2) == 0)
        {
            await AssignAsync();
        }
        else if (reason == "late_parcel" && _random.Next(3) > 0)
        {
            await CallAsync(HttpMethod.Post, $"/v1/returns/{it.Id}/rounds", "agent", new { });
        }
        else
        {
            await CallAsync(
                HttpMethod.Post,
                $"/v1/returns/{it.Id}/close",
                "agent",
                new { reason = "nothing more to do" }
            );
        }
    }

    private async Task<string?> RmaAsync(Requested it) =>
        it.Rma ??= (string?)(await ReadAsync($"/v1/returns/{it.Id}", "agent"))["rmaNumber"];

    private async Task<JsonNode> ReadAsync(string path, string role) => (await FindAsync(path, role)).Json!;

    private async Task<Answer> FindAsync(string path, string role) =>
        (await _mesh.CallAsync(HttpMethod.Get, path, role, storefronts: _storefront)).ShouldBe(HttpStatusCode.OK);

    private async Task<IEnumerable<JsonNode>> ListAsync(string path, string role) =>
        (await ReadAsync(path, role))["items"]!.AsArray().Select(x => x!);

    /// <summary>Does something, sometimes twice: at once, or again after the answer.</summary>
    private async Task<Answer> CallAsync(
        HttpMethod method,
        string path,
        string role,
        object? body,
        bool needsKey = false,
        string? ifMatch = null
    )
    {
        var twice = _random.Next(8);
        var key = needsKey || _random.Next(3) == 0 ? $"{Id()}" : null;
        string[] storefronts = role is "storefront" ? [_storefront] : [];
        Task<Answer> Call() => _mesh.CallAsync(method, path, role, body, key, ifMatch, storefronts);
        var asked = $"{Now:MM-dd HH:mm} {role}: {method} {path} {System.Text.Json.JsonSerializer.Serialize(body)}";
        Answer[] answers = twice switch
        {
            0 => await Task.WhenAll(Call(), Call()),
            1 => [await Call(), await Call()],
            _ => [await Call()],
        };
        foreach (var answer in answers)
        {
            Events.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{asked} → {(int)answer.Status} {(answer.Problem is null ? "" : answer.Text)}"
                )
            );
            // What is withdrawn already is no line any longer.
            var isExpected = (int)answer.Status is >= 200 and < 300 or 409 or 412 or 422 or 404 or 403;
            if (!isExpected && !(method == HttpMethod.Patch && answer.Status == HttpStatusCode.BadRequest))
            {
                throw new InvalidOperationException($"An answer that nobody expects: {Events[^1]}");
            }
        }
        return answers.FirstOrDefault(x => (int)x.Status < 300) ?? answers[0];
    }

    private List<Payment> PaymentsOf(long total)
    {
        string[] faults = ["", "", "", "", "-declined-once", "-down-once"];
        var first = _random.Next(3) == 0 ? _random.NextInt64(1, total) : total;
        return
        [
            .. new[] { first, total - first }
                .Where(x => x > 0)
                .Select((x, i) => new Payment($"pay-{Seed}-{i}{Pick(faults)}", "card", x)),
        ];
    }

    private Requested? AnyReturn() => _returns.Count == 0 ? null : _returns[_random.Next(_returns.Count)];

    private T Pick<T>(params T[] values) => values[_random.Next(values.Length)];

    private Guid Id()
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        return new Guid(bytes);
    }

    private sealed record AskedLine(string OrderNumber, string LineId, int Quantity, string Reason, string Resolution);

    private sealed record Line(string Id, int Quantity, long Price, string? Set);

    private sealed record Payment(string Reference, string Method, long Captured);

    private sealed class Requested(string id)
    {
        public string Id => id;
        public string? Rma { get; set; }
        public string? Tracking { get; set; }
        public int CarrierEvents { get; set; }

        /// <summary>What is requested, as far as nothing was withdrawn.</summary>
        public List<(string LineId, string Reason, int Quantity)> Lines { get; } = [];
    }

    private sealed class Box(Guid id)
    {
        public Guid Id => id;
        public List<string> Pieces { get; } = [];
        public bool IsClosed { get; set; }
    }
}
