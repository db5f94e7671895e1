using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Refunds;
using AfterSalesMesh.Refund.Tenders;
using AfterSalesMesh.Refund.Tenders.Stripe;

namespace AfterSalesMesh.Mesh.Tests.Refund;

/// <summary>A stub of Stripe, the provider that calls it, and parts that are worked on as the worker does.</summary>
internal sealed class StripeWorld : IAsyncDisposable
{
    private readonly List<HttpClient> _clients = [];

    public static readonly TimeSpan KeyLifetime = TimeSpan.FromHours(24);

    public StubStripe Stripe { get; } = new();

    public StripeProvider Provider { get; private set; } = null!;

    public static async Task<StripeWorld> StartAsync()
    {
        var world = new StripeWorld();
        await world.Stripe.StartAsync();
        world.Provider = world.With(StubStripe.Key);
        return world;
    }

    public StripeProvider With(string key, TimeSpan? timeout = null, string? address = null)
    {
        var http = new HttpClient();
        _clients.Add(http);
        ProviderRegistration.Prepare(
            http,
            new ProviderSettings
            {
                Kind = ProviderSettings.Stripe,
                Address = new Uri(address ?? Stripe.Address),
                Key = key,
            },
            StripeProvider.Version
        );
        http.Timeout = timeout ?? http.Timeout;
        return new StripeProvider(http, Stripe.Time);
    }

    public static RefundPart PartOf(string payment, long amount = 100, string currency = "EUR") =>
        new()
        {
            Id = Guid.NewGuid(),
            StorefrontId = "shop",
            PaymentReference = payment,
            Tender = "card",
            Amount = amount,
            Currency = currency,
        };

    /// <summary>One attempt of a worker, of which we hear unless it dies before it writes down what came of it.</summary>
    public async Task<ProviderAnswer> AttemptAsync(RefundPart part, bool dies = false)
    {
        part.Attempts++;
        var answer = await AskAsync(part);
        if (!dies)
        {
            part.Apply(answer, Stripe.Time.GetUtcNow(), KeyLifetime);
        }
        return answer;
    }

    public Task<ProviderAnswer> AskAsync(RefundPart part) => AskAsync(Provider, part, Stripe.Time.GetUtcNow());

    /// <summary>As the worker asks a provider.</summary>
    public static Task<ProviderAnswer> AskAsync(IPaymentProvider provider, RefundPart part, DateTimeOffset now) =>
        RefundWorker.AskAsync(provider, part, now, KeyLifetime, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(x => x.Dispose());
        await Stripe.DisposeAsync();
    }
}
