using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Evidence;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>The goods that a customer wants to send back, with reasons.</summary>
/// <param name="OrderNumber">The order of all lines that name no other order (of the same customer); at least one line must be of this order.</param>
/// <param name="Lines">1 to 2,000 lines of at most 20 orders, together at most 5,000 units; several orders may have at most 100 payments, 5,000 lines and 100,000 pieces of their own together. An order has at most 500 returns, and is in at most 500 returns of several orders.</param>
/// <param name="QuoteId">
/// The decisionId of an unused quote of the same request, which is then decided exactly as it was quoted. Default: the request is decided by the current policy.
/// </param>
internal sealed record ReturnRequest(
    string OrderNumber,
    [property: OneOf(typeof(Channels))] string Channel,
    [property: MaxLength(ReturnRequest.MaxLines)] IReadOnlyList<ReturnLineRequest> Lines,
    Guid? QuoteId = null
)
{
    public const int MaxLines = 2_000;
    public const int MaxUnits = 5_000;
    public const int MaxOrders = 20;

    /// <summary>The orders of its lines, the request's own order first.</summary>
    public IReadOnlyList<string> OrderNumbers() =>
        [.. Lines.Select(OrderOf).Prepend(OrderNumber).Distinct(StringComparer.Ordinal)];

    public string OrderOf(ReturnLineRequest line) => line.OrderNumber ?? OrderNumber;

    /// <summary>The part of the request for one of its orders.</summary>
    public ReturnRequest Of(string order) =>
        this with
        {
            OrderNumber = order,
            Lines = [.. Lines.Where(x => OrderOf(x) == order)],
        };

    /// <summary>Checks everything that does not depend on the order.</summary>
    public Checks Check()
    {
        var checks = new Checks();
        checks.Identifier(OrderNumber, "orderNumber", 100);
        checks.OneOf(Channel, typeof(Channels), "channel");
        if (!checks.List(Lines, "lines", MaxLines, min: 1))
        {
            return checks;
        }
        checks.That(
            Lines.Sum(x => (long)x.Quantity) <= MaxUnits,
            "lines",
            $"must be at most {MaxUnits} units: request the rest in another return"
        );
        checks.That(
            Lines.Sum(x => x.Photos?.Count ?? 0) <= EvidencePhoto.MaxOnReturn,
            "lines",
            $"must have at most {EvidencePhoto.MaxOnReturn} photos together"
        );
        checks.That(
            OrderNumbers().Count <= MaxOrders,
            "lines",
            $"must be of at most {MaxOrders} orders: request the rest in another return"
        );
        checks.That(Lines.Any(x => OrderOf(x) == OrderNumber), "orderNumber", "must be the order of at least one line");
        HashSet<(string, string, string)> seen = [];
        for (var i = 0; i < Lines.Count; i++)
        {
            var (line, at) = (Lines[i], $"lines[{i}]");
            checks.That(
                seen.Add((OrderOf(line), line.LineId, line.Reason)),
                at,
                "repeats a line with the same reason: add the quantities"
            );
            checks.OptionalIdentifier(line.OrderNumber, $"{at}.orderNumber", 100);
            checks.Identifier(line.LineId, $"{at}.lineId", 100);
            checks.That(line.Quantity >= 1, $"{at}.quantity", "must be 1 or more");
            checks.Identifier(line.Reason, $"{at}.reason", 50);
            checks.OneOf(line.Resolution, typeof(Resolutions), $"{at}.resolution");
            checks.OptionalLines(line.Comment, $"{at}.comment", 2000);
            EvidencePhoto.Check(line.Photos, checks, $"{at}.photos");
            if (line.Declared is { } declared && checks.List(declared, $"{at}.declared", ReturnLineRequest.MaxDeclared))
            {
                for (var j = 0; j < declared.Count; j++)
                {
                    checks.OneOf(declared[j], typeof(DeclaredFlaws), $"{at}.declared[{j}]");
                }
            }
        }
        return checks;
    }

    /// <summary>Checks that the policy has the reasons.</summary>
    public Checks CheckReasons(PolicyDocument policy)
    {
        var checks = new Checks();
        for (var i = 0; i < Lines.Count; i++)
        {
            // All of them are told once: a policy may have a hundred long ones.
            var words = checks.Failed ? "" : $": {string.Join(", ", policy.Reasons.Select(x => x.Word))}";
            checks.That(
                policy.Reason(Lines[i].Reason) is not null,
                $"lines[{i}].reason",
                $"must be one of the policy's reasons{words}"
            );
        }
        return checks;
    }
}

/// <param name="Declared">Flaws that the customer declares; default: the goods are as delivered.</param>
/// <param name="OrderNumber">The order of the line; default: the request's order.</param>
/// <param name="Photos">At most 10, and 200 of a return; each must have been uploaded.</param>
internal sealed record ReturnLineRequest(
    string LineId,
    int Quantity,
    string Reason,
    [property: OneOf(typeof(Resolutions))] string Resolution,
    string? Comment = null,
    [property: MaxLength(EvidencePhoto.MaxOnLine)] IReadOnlyList<EvidencePhoto>? Photos = null,
    [property: OneOf(typeof(DeclaredFlaws)), MaxLength(ReturnLineRequest.MaxDeclared)]
        IReadOnlyList<string>? Declared = null,
    string? OrderNumber = null
)
{
    public const int MaxDeclared = 10;

    /// <summary>The people who wore its units, in a bulk request.</summary>
    [JsonIgnore]
    public IReadOnlyList<Wearer>? Wearers { get; init; }
}

/// <summary>The channels through which a return can be requested.</summary>
internal static class Channels
{
    public const string Web = "web";
    public const string App = "app";
    public const string Phone = "phone";
    public const string Chat = "chat";
    public const string Email = "email";
    public const string Shop = "shop";
}
