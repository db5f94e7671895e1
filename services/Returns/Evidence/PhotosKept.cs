using AfterSalesMesh.Contracts.Media;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Returns.Evidence;

/// <summary>Ends the repetition of the command, unless the return names other photos by now.</summary>
internal sealed class PhotosKeptConsumer(ReturnsDb db) : IConsumer<PhotosKept>
{
    public async Task Consume(ConsumeContext<PhotosKept> context)
    {
        var row = await db.Set<PhotosToKeep>()
            .FirstOrDefaultAsync(x => x.Id == context.Message.ReturnId, context.CancellationToken);
        if (row is not null && row.PhotoIds.SequenceEqual(context.Message.PhotoIds))
        {
            db.Remove(row);
        }
    }
}
