using System.Net;
using AfterSalesMesh.Parts.Apart;

namespace AfterSalesMesh.Mesh.Tests.Histories;

/// <summary>What customers pack, carriers report and the warehouse unpacks.</summary>
internal sealed class Dock(HistoryWorld world)
{
    public async Task CarrierAsync()
    {
        if (world.AnyReturn() is not { } it || await world.RmaAsync(it) is not { } rma)
        {
            return;
        }
        it.Tracking ??= $"TRK{world.Seed:00000}{world.Returns.IndexOf(it)}";
        await world.CallAsync(
            HttpMethod.Post,
            "/v1/carrier-events",
            "warehouse",
            new
            {
                eventId = $"{it.Tracking}-{it.CarrierEvents++}",
                @event = world.Pick("accepted", "in_transit", "in_transit", "delayed", "lost", "delivered"),
                at = world.Now.AddMinutes(-world.Random.Next(600)),
                trackingNumber = it.Tracking,
                rmaNumber = rma,
            }
        );
    }

    /// <summary>The customer packs some of what they have, and the parcel's label is scanned.</summary>
    public async Task PackAsync()
    {
        if (world.AnyReturn() is not { } it)
        {
            return;
        }
        var box = new Box(world.Id());
        foreach (var line in world.Lines)
        {
            var packed = world.Random.Next(world.Home[line.Piece] + 1);
            world.Home[line.Piece] -= packed;
            box.Pieces.AddRange(Enumerable.Repeat(line.Piece, packed));
        }
        if (world.Random.Next(6) == 0)
        {
            box.Pieces.Add(Piece.Stranger);
        }
        world.Boxes.Add(box);
        await ScanAsync(box, it);
        if (world.Random.Next(5) == 0)
        {
            await ScanAsync(box, world.AnyReturn()!);
        }
    }

    public async Task ReceiveAsync()
    {
        List<Box> open = [.. world.Boxes.Where(x => !x.IsClosed)];
        if (open.Count > 0)
        {
            await ReceiveAsync(world.Pick(open));
        }
    }

    /// <summary>Takes something out of a box, or closes it when it is empty.</summary>
    public async Task ReceiveAsync(Box box)
    {
        if (box.Pieces.Count == 0)
        {
            await CloseAsync(box);
            return;
        }
        var piece = world.Pick(box.Pieces);
        var quantity = world.Random.Next(1, box.Pieces.Count(x => x == piece) + 1);
        for (var left = quantity; left > 0; left--)
        {
            box.Pieces.Remove(piece);
        }
        var answer = await ScanAsync(box, piece, quantity);
        if (answer.Status == HttpStatusCode.OK)
        {
            world.Unplaced.AddRange(
                answer.Json!["parts"]!
                    .AsArray()
                    .Where(x => (string)x!["outcome"]! != "expected")
                    .SelectMany(x => x!["unitIds"]!.AsArray().Select(id => (string)id!))
            );
        }
        else
        {
            // The return that was named is not known there: the goods stay in the box.
            box.Pieces.AddRange(Enumerable.Repeat(piece, quantity));
        }
    }

    public async Task AssignAsync()
    {
        if (world.Unplaced.Count == 0 || world.AnyReturn() is not { } it)
        {
            return;
        }
        var unit = world.Pick(world.Unplaced);
        var line = world.Pick([.. world.Lines]);
        await world.CallAsync(
            HttpMethod.Post,
            $"/v1/warehouse/units/{unit}/assign",
            "warehouse",
            new
            {
                returnId = it.Id,
                orderNumber = line.Piece.OrderNumber,
                lineId = line.Piece.LineId,
            }
        );
    }

    /// <summary>Scans the label of a parcel.</summary>
    private async Task ScanAsync(Box box, Requested it)
    {
        var order = world.Pick(world.Orders).Number;
        var code =
            world.Random.Next(10) switch
            {
                0 => "0000-illegible",
                1 or 2 => order,
                3 => it.Tracking,
                _ => await world.RmaAsync(it),
            } ?? order;
        await world.CallAsync(
            HttpMethod.Post,
            "/v1/warehouse/scans",
            "warehouse",
            new
            {
                scanId = world.Id(),
                receiptId = box.Id,
                code,
                station = "s1",
                scannedAt = world.Now.AddMinutes(-world.Random.Next(120)),
            }
        );
    }

    /// <summary>Scans pieces of one line.</summary>
    private async Task<Answer> ScanAsync(Box box, Piece piece, int quantity)
    {
        var isKnown = piece != Piece.Stranger;
        // Tags get lost: then a person names the line, and sometimes the return.
        var byLine = isKnown && world.Random.Next(4) == 0;
        var named = byLine && world.Random.Next(2) == 0 ? world.AnyReturn() : null;
        // Of two orders with the same article, sometimes the delivery note says which.
        var order = isKnown && world.Orders.Count > 1 && world.Random.Next(2) == 0 ? piece.OrderNumber : null;
        Task<Answer> ScanAsync(string? returnId) =>
            world.CallAsync(
                HttpMethod.Post,
                $"/v1/warehouse/receipts/{box.Id}/units",
                "warehouse",
                new
                {
                    scanId = world.Id(),
                    code = byLine ? null : piece.Sku,
                    lineId = byLine ? piece.LineId : null,
                    orderNumber = order,
                    returnId,
                    quantity,
                    scannedAt = world.Now,
                }
            );
        var answer = await ScanAsync(named?.Id);
        if ((string?)answer.Json?["outcome"] == "several")
        {
            // A person looks which one it is, and may be wrong.
            var candidates = answer.Json["candidates"]!.AsArray();
            answer = await ScanAsync((string?)candidates[world.Random.Next(candidates.Count)]!["returnId"]);
        }
        return answer;
    }

    private async Task CloseAsync(Box box)
    {
        var how = world.Random.Next(5);
        await world.CallAsync(
            HttpMethod.Post,
            $"/v1/warehouse/receipts/{box.Id}/close",
            "warehouse",
            new
            {
                scanId = world.Id(),
                scannedAt = world.Now,
                waitForRest = how == 0,
                @short = how == 1,
            }
        );
        box.IsClosed = true;
    }
}
