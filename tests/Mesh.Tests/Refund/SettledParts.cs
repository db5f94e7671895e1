using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Reconciliation;
using AfterSalesMesh.Refund.Reconciliation.Files;
using AfterSalesMesh.Refund.Refunds;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>Parts of refunds by card, posted at <see cref="Start"/>, and the rows that settle them a day later.</summary>
internal static class SettledParts
{
    public static readonly TimeSpan LateAfter = TimeSpan.FromDays(7);
    public static readonly DateTimeOffset Start = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);
    public static readonly string Clearing = Accounts.Clearing("card");

    public static PostedPart Part(long amount, string currency = "EUR", string status = RefundStatus.Succeeded) =>
        new(
            new RefundPart
            {
                Id = Guid.NewGuid(),
                RefundId = Guid.NewGuid(),
                ReturnId = Guid.NewGuid(),
                StorefrontId = "shop",
                PaymentReference = "pay",
                Tender = "card",
                Amount = amount,
                Currency = currency,
                Status = status,
            },
            new ClearingPosting(Clearing, amount, Start)
        );

    public static ParsedRow Row(PostedPart part) =>
        new()
        {
            Key = part.Part.Id.ToString(),
            ContentHash = "",
            Type = RowType.Refund,
            PartId = part.Part.Id,
            Gross = part.Part.Amount,
            Currency = part.Part.Currency,
            Net = part.Part.Amount,
            SettledCurrency = part.Part.Currency,
            At = Start.AddDays(1),
        };

    /// <summary>Money that moved without a part.</summary>
    public static MoneyMovement Movement(string type, long amount, string account = "clearing:card") =>
        new(Guid.NewGuid(), type, amount, "EUR", account) { ReturnId = Guid.NewGuid() };

    /// <summary>The row that settles a movement: what comes in has a negative net amount.</summary>
    public static ParsedRow Row(MoneyMovement movement, long gross) =>
        Row(Part(gross)) with
        {
            Type = movement.RowType,
            PartId = null,
            Net = RowType.IsMoneyIn(movement.RowType) ? -gross : gross,
        };

    public static long Sum(RowOutcome outcome, string account, string currency = "EUR") =>
        outcome.Lines.Where(x => x.Account == account && x.Currency == currency).Sum(x => x.Amount);
}
