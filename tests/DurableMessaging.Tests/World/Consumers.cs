using System.Collections.Concurrent;
using MassTransit;

namespace AfterSalesMesh.DurableMessaging.Tests.World;

internal sealed class WriteDownConsumer(ShopDb db) : IConsumer<WriteDown>
{
    public const string Poison = "poison";
    public const string OnlyOnce = "only once:";

    private static readonly ConcurrentDictionary<string, int> RunsByText = new();
    private static readonly ConcurrentDictionary<string, bool> Mended = new();

    /// <summary>A text of its own that cannot be written down.</summary>
    public static string NewPoison() => $"{Poison} {Guid.NewGuid():N}";

    /// <summary>From now on it can be.</summary>
    public static void Mend(string text) => Mended[text] = true;

    /// <summary>How often the handler was run for a text, whatever came of it.</summary>
    public static int Runs(string text) => RunsByText.GetValueOrDefault(text);

    public async Task Consume(ConsumeContext<WriteDown> context)
    {
        var text = context.Message.Text;
        RunsByText.AddOrUpdate(text, 1, (_, runs) => runs + 1);
        db.Lines.Add(
            new Line { Text = text, OnlyOnce = text.StartsWith(OnlyOnce, StringComparison.Ordinal) ? text : null }
        );
        await context.Publish(new WrittenDown(text));
        if (text.StartsWith(Poison, StringComparison.Ordinal) && !Mended.ContainsKey(text))
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

internal sealed class SayBothConsumer : IConsumer<SayBoth>
{
    public async Task Consume(ConsumeContext<SayBoth> context)
    {
        var tally = context.Message.TallyId;
        if (context.Message.RightFirst)
        {
            await context.Publish(new SaidRight(tally));
            await context.Publish(new SaidLeft(tally));
        }
        else
        {
            await context.Publish(new SaidLeft(tally));
            await context.Publish(new SaidRight(tally));
        }
    }
}
