using System.Text.Json.Nodes;

namespace AfterSalesMesh.Gateway.Description;

/// <summary>The subjects of the API, by which a description groups its operations: each follows from the path.</summary>
internal static class ApiTags
{
    private static readonly (string Prefix, string Name, string Description)[] All =
    [
        ("/v1/storefront", "Storefront", "What a storefront says about itself: name, time zone, languages, addresses."),
        ("/v1/orders", "Orders", "The storefront's orders, as far as returns need them."),
        ("/v1/returns", "Returns", "Quotes, requests, and the progress of each return."),
        ("/v1/reviews", "Reviews", "What waits for an agent's decision."),
        ("/v1/appeals", "Appeals", "What customers say against their standing."),
        ("/v1/customers", "Customers", "How a customer's returns count, and appeals."),
        ("/v1/policy", "Policy", "The rules by which requests are decided, and their versions."),
        ("/schemas", "Schemas", "JSON Schemas of documents."),
        ("/v1/warehouse", "Receiving", "Scanning parcels and their units at the warehouse."),
        ("/v1/carrier-events", "Carriers", "What carriers report of parcels on their way."),
        ("/v1/inspections", "Inspections", "Units that wait for a verdict, and the verdicts."),
        ("/v1/refunds", "Refunds", "Refunds, their approval and their deadlines."),
        ("/v1/payments", "Payments", "Chargebacks and other adjustments of captured payments."),
        ("/v1/payouts", "Payouts", "Bank transfers that finance makes."),
        ("/v1/store-credits", "Store credit", "Balances of store credit, and spending it."),
        ("/v1/collections", "Collections", "Amounts that customers owe, collected through payment links."),
        ("/v1/credit-notes", "Credit notes", "The credit notes for refunds."),
        ("/v1/ledger", "Ledger", "Accounts and postings."),
        ("/v1/books", "Books", "Months of the ledger, and their closing."),
        ("/v1/settlements", "Settlements", "The payment providers' settlement files."),
        ("/v1/exceptions", "Exceptions", "Differences that finance has to look at."),
        ("/v1/photos", "Photos", "Photos that show why something comes back."),
        ("/v1/find", "Find", "Whatever begins with a text, from all services."),
        ("/v1/ops", "Operations", "Failed messages and returns that do not proceed."),
    ];

    public static JsonArray Describe() =>
        [.. All.Select(x => (JsonNode)new JsonObject { ["name"] = x.Name, ["description"] = x.Description })];

    /// <summary>Gives each operation of a path its tag.</summary>
    public static void Apply(string path, JsonNode? operations)
    {
        var tag = All.First(x => path == x.Prefix || path.StartsWith(x.Prefix + "/", StringComparison.Ordinal)).Name;
        foreach (var (_, operation) in operations as JsonObject ?? [])
        {
            if (operation is JsonObject map)
            {
                map["tags"] = new JsonArray(tag);
            }
        }
    }
}
