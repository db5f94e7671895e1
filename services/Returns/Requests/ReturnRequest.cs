using System.Collections.Frozen;
using System.ComponentModel.DataAnnotations;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.ServiceDefaults.Http;

namespace AfterSalesMesh.Returns.Requests;

/// <summary>What a customer wants to send back, and why.</summary>
internal sealed record ReturnRequest(
    string OrderNumber,
    string Channel,
    [property: MaxLength(ReturnRequest.MaxLines)] IReadOnlyList<ReturnLineRequest> Lines
)
{
    private const int MaxLines = 2_000;
    private const int MaxUnits = 5_000;

    private static readonly FrozenSet<string> Channels = FrozenSet.ToFrozenSet(
        ["web", "app", "phone", "chat", "email", "shop"],
        StringComparer.Ordinal
    );
    private static readonly FrozenSet<string> KnownResolutions = FrozenSet.ToFrozenSet(
        [Resolutions.Refund, Resolutions.StoreCredit, Resolutions.Exchange, Resolutions.Repair],
        StringComparer.Ordinal
    );

    /// <summary>What is wrong with it whatever the order is.</summary>
    public Checks Check()
    {
        var checks = new Checks();
        checks.Identifier(OrderNumber, "orderNumber", 100);
        checks.That(Channels.Contains(Channel), "channel", $"must be one of {string.Join(", ", Channels.Order())}");
        checks.That(Lines.Count is >= 1 and <= MaxLines, "lines", $"must be 1 to {MaxLines} lines");
        checks.That(
            Lines.Sum(x => (long)(x?.Quantity ?? 0)) <= MaxUnits,
            "lines",
            $"must be {MaxUnits} units at most: ask for the rest in another return"
        );
        HashSet<(string, string)> asked = [];
        for (var i = 0; i < Lines.Count; i++)
        {
            var (line, at) = (Lines[i], $"lines[{i}]");
            if (line is null)
            {
                checks.That(false, at, "must not be null");
                continue;
            }
            checks.That(
                asked.Add((line.LineId, line.Reason)),
                at,
                "repeats a line with the same reason: add the quantities"
            );
            checks.Identifier(line.LineId, $"{at}.lineId", 100);
            checks.That(line.Quantity >= 1, $"{at}.quantity", "must be 1 or more");
            checks.That(
                DefaultPolicy.Knows(line.Reason),
                $"{at}.reason",
                $"must be one of {string.Join(", ", DefaultPolicy.AllReasons)}"
            );
            checks.That(
                KnownResolutions.Contains(line.Resolution),
                $"{at}.resolution",
                $"must be one of {string.Join(", ", KnownResolutions.Order())}"
            );
            checks.OptionalLines(line.Comment, $"{at}.comment", 2000);
        }
        return checks;
    }
}

internal sealed record ReturnLineRequest(
    string LineId,
    int Quantity,
    string Reason,
    string Resolution,
    string? Comment = null
);
