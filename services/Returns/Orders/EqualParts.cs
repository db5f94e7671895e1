namespace AfterSalesMesh.Returns.Orders;

/// <summary>
/// An amount of 0 or more, divided into equal parts, each a multiple of the step. Steps that do not divide evenly go to the first parts, one
/// each; a rest of less than a step goes to the part after those. No part gets smaller when the amount gets larger.
/// </summary>
/// <param name="Amount">Minor units.</param>
/// <param name="Count">The number of parts.</param>
/// <param name="Step">The smallest payable amount of the currency, in minor units.</param>
internal readonly record struct EqualParts(long Amount, int Count, int Step)
{
    public long this[int ordinal]
    {
        get
        {
            var (steps, rest) = Math.DivRem(Amount, Step);
            var (each, extra) = Math.DivRem(steps, Count);
            return (each + (ordinal < extra ? 1 : 0)) * Step + (ordinal == extra ? rest : 0);
        }
    }
}
