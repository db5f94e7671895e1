using AfterSalesMesh.Refund.Ledger;
using AfterSalesMesh.Refund.Payments;
using AfterSalesMesh.Refund.Reconciliation.Files;
using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Reconciliation;

/// <summary><c>Refund:Settlements</c> in the configuration; its subsections are the <see cref="SettlementFormat"/>s of providers.</summary>
internal sealed class SettlementSettings
{
    /// <summary>After this many days since the refund succeeded, a settlement is late.</summary>
    public int LateAfterDays { get; set; } = 7;

    /// <summary>After this many days without a settlement, a succeeded refund is missing at the provider; 0: at once.</summary>
    public int MissingAfterDays { get; set; } = 10;

    /// <summary>The day from which settlement files are uploaded: refunds that succeeded before are not missing.</summary>
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
                $"Refund:Settlements:Tenders must not name {Tender.StoreCredit} or {Tender.CashOnDelivery}: no provider pays them back, so no file of one settles them."
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
