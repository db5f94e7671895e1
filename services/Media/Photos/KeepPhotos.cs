using AfterSalesMesh.Contracts.Media;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace AfterSalesMesh.Media.Photos;

/// <summary>Keeps the photos that a return names; a repeated command changes nothing and is answered again.</summary>
internal sealed class KeepPhotosConsumer(MediaDb db, TimeProvider time) : IConsumer<KeepPhotos>
{
    public async Task Consume(ConsumeContext<KeepPhotos> context)
    {
        var (command, cancellation) = (context.Message, context.CancellationToken);
        var ids = command.PhotoIds.Distinct().ToList();
        var known = await db
            .Attachments.Where(x => x.ReturnId == command.ReturnId && ids.Contains(x.PhotoId))
            .Select(x => x.PhotoId)
            .ToListAsync(cancellation);
        db.Attachments.AddRange(
            ids.Except(known)
                .Select(x => new PhotoAttachment
                {
                    PhotoId = x,
                    ReturnId = command.ReturnId,
                    StorefrontId = command.StorefrontId,
                    AttachedAt = time.GetUtcNow(),
                })
        );
        var photos = await db.Photos.Where(x => ids.Contains(x.Id) && x.PurgeAt != null).ToListAsync(cancellation);
        photos.ForEach(x => x.PurgeAt = null);
        await context.Publish(new PhotosKept(command.ReturnId, command.StorefrontId, command.PhotoIds), cancellation);
    }
}
