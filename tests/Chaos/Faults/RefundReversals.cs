namespace AfterSalesMesh.Chaos.Faults;

/// <summary>Reverses refunds that succeeded, even those whose returns ended long ago.</summary>
internal sealed class RefundReversals() : Fault("provider-reverses", Part.Provider)
{
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(10) };

    public override async Task<string> StrikeAsync(World world, Random random, CancellationToken cancellation)
    {
        var paid = (await new Books(world).ProviderRefundsAsync())
            .FindAll(x => !x.IsBack)
            .ConvertAll(x => x.Paid.Part)
            .ToArray();
        random.Shuffle(paid);
        var some = paid[..Math.Min(paid.Length, random.Next(1, 4))];
        foreach (var part in some)
        {
            var address = new Uri(world.Mesh.SandboxAddress, $"v1/refunds/{part}/reversal");
            using var answer = await Http.PostAsync(address, null, cancellation);
            answer.EnsureSuccessStatusCode();
        }
        return $"{some.Length} of {paid.Length} refunds came back";
    }
}
