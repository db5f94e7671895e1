using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Reconciliation.Files;
using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary><c>Refund:Settlements</c> in the configuration; its subsections are the <see cref="SettlementFormat"/>s of providers.</summary>
internal sealed class SettlementSettings
{
    /// <summary>A settlement is late when it comes more than this many days after the refund succeeded.</summary>
    public int LateAfterDays { get; set; } = 7;

    /// <summary>A succeeded refund is missing at the provider after this many days without a settlement; 0: at once.</summary>
    public int MissingAfterDays { get; set; } = 10;

    /// <summary>The day from which settlement files are uploaded: refunds that succeeded earlier are never missing.</summary>
    public DateTimeOffset? Since { get; set; }

    /// <summary>The tenders that the files settle, separated by commas.</summary>
    public string Tenders { get; set; } = "card,wallet";

    public TimeSpan LateAfter => TimeSpan.FromDays(LateAfterDays);

    public IEnumerable<string> TenderWords => Tenders.Split(',', StringSplitOptions.TrimEntries);
}

internal static class SettlementRegistration
{
    public static void AddSettlements(this IHostApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection("Refund:Settlements");
        Settings
            .Bind<SettlementSettings>(builder.Services, section)
            .Validate(
                x => x.LateAfterDays is > 0 and < 366 && x.MissingAfterDays is >= 0 and < 366,
                "Refund:Settlements:LateAfterDays must be from 1 to 365, :MissingAfterDays from 0 to 365."
            )
            .Validate(
                x => !x.TenderWords.Any(Tender.IsOwn),
                $"Refund:Settlements:Tenders must not name {Tender.StoreCredit} or {Tender.CashOnDelivery}: no provider pays these, so no provider's file settles them."
            )
            .ValidateOnStart();
        var formats = SettlementFormat.BuiltIn();
        foreach (var provider in section.GetChildren().Where(x => x.GetChildren().Any()))
        {
            var format = formats.TryGetValue(provider.Key, out var known) ? known : new SettlementFormat();
            provider.Bind(format);
            formats[provider.Key] = format;
            Settings.Require(builder.Services, format.Flaw(provider.Path, provider.Key));
        }
        builder.Services.AddSingleton(new SettlementFormats(formats));
        builder
            .Services.AddScoped<SettlementImport>()
            .AddScoped<ImportBatch>()
            .AddScoped<ImportCompletion>()
            .AddScoped<MissingRefundFinder>()
            .AddScoped<ResolutionAdjustments>();
        builder.Services.AddHostedService<MissingRefundWorker>();
    }
}

internal sealed record SettlementFormats(IReadOnlyDictionary<string, SettlementFormat> ByProvider);
