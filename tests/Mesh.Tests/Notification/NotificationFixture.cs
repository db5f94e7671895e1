using AfterSalesMesh.Contracts.Notification;
using AfterSalesMesh.Contracts.Words;
using AfterSalesMesh.Notification;
using AfterSalesMesh.Parts;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace AfterSalesMesh.Mesh.Tests.Notification;

/// <summary>A notification service of its own that puts messages into a folder.</summary>
public class NotificationFixture : IAsyncDisposable
{
    private static readonly Type[] ListensFor = [typeof(CustomersTold), typeof(Fault<TellCustomer>)];

    private OneService? _service;

    public OneService Service => _service!;

    public DirectoryInfo MailFolder { get; } = Directory.CreateTempSubdirectory("mail-");

    /// <summary>Starts it for the first test.</summary>
    public async ValueTask StartAsync() =>
        _service ??= await OneService.StartAsync(
            new NotificationService(),
            scope => scope.GetRequiredService<NotificationDb>(),
            ListensFor,
            settings: Settings
        );

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_service is not null)
        {
            await _service.DisposeAsync();
        }
        MailFolder.Delete(recursive: true);
    }

    /// <summary>What was told of a message, once it was told so often.</summary>
    public async Task<List<CustomerTold>> ToldAsync(Guid message, int times = 1) =>
        [
            .. (await Service.HearAsync<CustomersTold>(x => x.Messages.Any(y => y.MessageId == message), times))
                .SelectMany(x => x.Messages)
                .Where(x => x.MessageId == message),
        ];

    protected virtual Dictionary<string, string?> Settings =>
        new() { ["Notification:MailFolder"] = MailFolder.FullName };

    public static TellCustomer Tell(
        string? email = "mei@example.com",
        string step = Steps.Completed,
        string? locale = "en"
    ) =>
        new(
            Guid.CreateVersion7(),
            "shop",
            Guid.NewGuid(),
            step,
            email,
            locale,
            "1001",
            "R-4711",
            new DateTimeOffset(2026, 12, 4, 10, 0, 0, TimeSpan.Zero),
            4990,
            "EUR"
        );
}

/// <summary>The same with a mail server.</summary>
public sealed class NotificationByMail : NotificationFixture
{
    internal StubMailServer Server { get; } = new();

    protected override Dictionary<string, string?> Settings =>
        new()
        {
            ["Notification:Smtp:Host"] = "127.0.0.1",
            ["Notification:Smtp:Port"] = $"{Server.Port}",
            ["Notification:Smtp:From"] = "Returns <returns@shop.example>",
            ["Notification:Smtp:Tls"] = "None",
        };

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Server.DisposeAsync();
    }
}
