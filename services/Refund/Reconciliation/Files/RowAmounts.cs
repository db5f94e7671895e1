using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Reconciliation.Files;

/// <summary>Normalizes the amounts of rows, which may have either sign, leave out gross or net, and be in one or two currencies.</summary>
internal static class RowAmounts
{
    /// <param name="row">The row without its amounts.</param>
    /// <param name="gross">The file's gross, in the row's currency.</param>
    /// <param name="fee">The file's fee, in the settled currency.</param>
    /// <param name="net">The file's net, in the settled currency.</param>
    /// <param name="isOutNegative">True when the file has a minus sign before money that leaves the account.</param>
    /// <param name="flaws">Errors in the amounts are added to this list.</param>
    public static ParsedRow Of(ParsedRow row, long? gross, long? fee, long? net, bool isOutNegative, List<string> flaws)
    {
        if (flaws.Count > 0)
        {
            return row;
        }
        var toOut = isOutNegative ? -1 : 1;
        if (row.Type == RowType.Fee)
        {
            if ((net * toOut ?? gross * toOut ?? fee) is not { } cost)
            {
                flaws.Add("it has neither gross, fee nor net");
                return row;
            }
            return row with { Fee = cost, Net = cost };
        }
        var direction = RowType.IsMoneyIn(row.Type) ? -1 : 1;
        var isOneCurrency = row.Currency == row.SettledCurrency;
        var took = fee ?? 0;
        // Money that comes in may have either sign, because its type is clear; a refund with the sign of money that comes in
        // is not a refund.
        if (net is null && gross * toOut < 0 && direction > 0)
        {
            flaws.Add(WrongWay(row, direction));
            return row;
        }
        var left = net * toOut ?? (gross is null ? null : Settled(row, Math.Abs(gross.Value)) * direction + took);
        if (left is null)
        {
            flaws.Add("it has neither gross nor net");
            return row;
        }
        var settledGross = (left.Value - took) * direction;
        if (settledGross < 0)
        {
            flaws.Add(WrongWay(row, direction));
            return row;
        }
        var amount = gross is null ? FromSettled(row, settledGross) : Math.Abs(gross.Value);
        if (isOneCurrency && amount != settledGross)
        {
            flaws.Add($"gross {amount}, fee {took} and net {left} (minor units) do not add up");
        }
        else if (amount == 0)
        {
            flaws.Add("its amount is 0");
        }
        else if (!isOneCurrency && net is null && row.Rate is null)
        {
            flaws.Add("it is settled in another currency, so it must have net or rate");
        }
        return row with { Gross = amount, Fee = took, Net = left.Value };
    }

    private static string WrongWay(ParsedRow row, int direction) =>
        $"a {row.Type} moves money {(direction > 0 ? "out" : "in")}, but this row moves it the other way";

    private static long Settled(ParsedRow row, long gross) =>
        row.Currency == row.SettledCurrency || row.Rate is null
            ? gross
            : Exchange(gross, row.Currency, row.SettledCurrency, row.Rate.Value);

    private static long FromSettled(ParsedRow row, long settled) =>
        row.Currency == row.SettledCurrency || row.Rate is null
            ? settled
            : Exchange(settled, row.SettledCurrency, row.Currency, 1 / row.Rate.Value);

    private static long Exchange(long amount, string from, string to, decimal rate) =>
        (long)
            Math.Clamp(
                Math.Round(amount / Money.ScaleOf(from) * rate * Money.ScaleOf(to), MidpointRounding.AwayFromZero),
                -AmountReader.MaxAmount,
                AmountReader.MaxAmount
            );
}
