using MassTransit;

namespace AfterSalesMesh.DurableMessaging.Tests.World;

internal sealed class WriteDownConsumer(ShopDb db) : IConsumer<WriteDown>
{
    public const string Poison = "poison";
    public const string OnlyOnce = "only once:";

    public async Task Consume(ConsumeContext<WriteDown> context)
    {
        var text = context.Message.Text;
        db.Lines.Add(
            new Line { Text = text, OnlyOnce = text.StartsWith(OnlyOnce, StringComparison.Ordinal) ? text : null }
        );
        await context.Publish(new WrittenDown(text));
        if (text == Poison)
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
