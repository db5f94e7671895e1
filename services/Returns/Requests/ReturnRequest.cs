using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Evidence;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Saga;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>What a customer wants to send back, and why.</summary>
/// <param name="OrderNumber">The order of all lines that name no other one, of the same customer; at least one line must be of it.</param>
/// <param name="Lines">1 to 2,000 lines of 20 orders at most, together 5,000 units at most.</param>
/// <param name="QuoteId">
/// The decisionId of a quote of the same request, not used before: it is decided exactly as it was quoted. Left out: by what holds now.
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

    /// <summary>The orders of its lines, its own first.</summary>
    public IReadOnlyList<string> OrderNumbers() =>
        [.. Lines.Select(OrderOf).Prepend(OrderNumber).Distinct(StringComparer.Ordinal)];

    public string OrderOf(ReturnLineRequest line) => line.OrderNumber ?? OrderNumber;

    /// <summary>The part of it that is about one of its orders.</summary>
    public ReturnRequest Of(string order) =>
        this with
        {
            OrderNumber = order,
            Lines = [.. Lines.Where(x => OrderOf(x) == order)],
        };

    /// <summary>Checks what does not depend on the order.</summary>
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
            $"must be {MaxUnits} units at most: request the rest in another return"
        );
        checks.That(
            Lines.Sum(x => x.Photos?.Count ?? 0) <= EvidencePhoto.MaxOnReturn,
            "lines",
            $"must have {EvidencePhoto.MaxOnReturn} photos at most together"
        );
        checks.That(
            OrderNumbers().Count <= MaxOrders,
            "lines",
            $"must be of {MaxOrders} orders at most: request the rest in another return"
        );
        checks.That(
            Lines.Any(x => OrderOf(x) == OrderNumber),
            "orderNumber",
            "must be the order of one of the lines at least"
        );
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

    /// <summary>Checks the reasons, which the policy names.</summary>
    public Checks CheckReasons(PolicyDocument policy)
    {
        var checks = new Checks();
        List<string> words = [.. policy.Reasons.Select(x => x.Word)];
        for (var i = 0; i < Lines.Count; i++)
        {
            checks.OneOf(Lines[i].Reason, words, $"lines[{i}].reason");
        }
        return checks;
    }
}

/// <param name="Declared">What the customer says of the goods; left out: they are as they were delivered.</param>
/// <param name="OrderNumber">The order of the line; left out: the request's.</param>
/// <param name="Photos">10 at most, and 200 of a return; each uploaded before.</param>
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

    /// <summary>Who wore its units, in a bulk request.</summary>
    [JsonIgnore]
    public IReadOnlyList<Wearer>? Wearers { get; init; }
}

/// <summary>The ways in which a return can be requested.</summary>
internal static class Channels
{
    public const string Web = "web";
    public const string App = "app";
    public const string Phone = "phone";
    public const string Chat = "chat";
    public const string Email = "email";
    public const string Shop = "shop";
}
