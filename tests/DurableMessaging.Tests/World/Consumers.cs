using System.Collections.Concurrent;
using MassTransit;

namespace AfterSalesMesh.DurableMessaging.Tests.World;

internal sealed class WriteDownConsumer(ShopDb db) : IConsumer<WriteDown>
{
    public const string Poison = "poison";
    public const string OnlyOnce = "only once:";

    private static readonly ConcurrentDictionary<string, int> RunsByText = new();
    private static readonly ConcurrentDictionary<string, bool> Repaired = new();

    /// <summary>A text whose handler throws.</summary>
    public static string NewPoison() => $"{Poison} {Guid.NewGuid():N}";

    /// <summary>From now on the handler does not throw for this text.</summary>
    public static void Repair(string text) => Repaired[text] = true;

    /// <summary>How often the handler has begun for a text.</summary>
    public static int Runs(string text) => RunsByText.GetValueOrDefault(text);

    public async Task Consume(ConsumeContext<WriteDown> context)
    {
        var text = context.Message.Text;
        RunsByText.AddOrUpdate(text, 1, (_, runs) => runs + 1);
        db.Lines.Add(
            new Line { Text = text, OnlyOnce = text.StartsWith(OnlyOnce, StringComparison.Ordinal) ? text : null }
        );
        await context.Publish(new WrittenDown(text));
        if (text.StartsWith(Poison, StringComparison.Ordinal) && !Repaired.ContainsKey(text))
        {
            throw new InvalidOperationException("This text cannot be written down.");
        }
    }
}

internal sealed class WrittenDownConsumer(ShopDb db) : IConsumer<WrittenDown>
{
    public Task Consume(ConsumeContext<WrittenDown> context)
    {
        db.Lines.Add(new Line { Text = $"heard: {context.Message.Text}" });
        return Task.CompletedTask;
    }
}

internal sealed class PublishBothConsumer : IConsumer<PublishBoth>
{
    public async Task Consume(ConsumeContext<PublishBoth> context)
    {
        var tally = context.Message.TallyId;
        if (context.Message.RightFirst)
        {
            await context.Publish(new RightCounted(tally));
            await context.Publish(new LeftCounted(tally));
        }
        else
        {
            await context.Publish(new LeftCounted(tally));
            await context.Publish(new RightCounted(tally));
        }
    }
}
