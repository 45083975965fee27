using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Core.Telemetry.Archive;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary>Moves the parts of old days to cheaper tiers. Manifests stay where they can be read at once.</summary>
public sealed partial class ArchiveTiers(ArchiveBlobs blobs, IDocumentStore documents, IOptions<ArchiveOptions> options, TimeProvider time, ILogger<ArchiveTiers> logger)
{
    /// <summary>Moves what is due. How far it came is written down after each day, and what is moved is passed over: a run that broke off is gone on with.</summary>
    /// <returns>How many parts were moved.</returns>
    /// <exception cref="TransientException">The storage or the store is in trouble.</exception>
    public async Task<int> MoveAsync(CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var moved = 0;
        foreach (var hub in ArchivedHubs.All)
        {
            moved += await MoveAsync(hub, AccessTier.Archive, today.AddMonths(-options.Value.ArchiveAfterMonths), cancellationToken);
            moved += await MoveAsync(hub, AccessTier.Cool, today.AddMonths(-options.Value.CoolAfterMonths), cancellationToken);
        }

        return moved;
    }

    private async Task<int> MoveAsync(string hub, AccessTier tier, DateOnly before, CancellationToken cancellationToken)
    {
        var id = $"{hub}:{tier}".ToLowerInvariant();
        var done = (await documents.ReadAsync<ArchiveTierDocument>(DocumentContainer.System, ArchiveTierDocument.Kind, id, cancellationToken))?.Value.DoneBefore;
        var moved = 0;
        await foreach (var folder in blobs.FoldersAsync(ArchiveLayout.Hub(hub), cancellationToken))
        {
            if (!ArchiveHour.TryParseDate(ArchiveLayout.ValueOf(folder, "date"), out var date) || date >= before || date < done)
                continue;
            moved += await MoveDayAsync(folder, tier, cancellationToken);
            await WriteAsync(id, date.AddDays(1), cancellationToken);
        }

        if (moved > 0)
            Moved(hub, moved, tier, before);
        return moved;
    }

    private async Task<int> MoveDayAsync(string folder, AccessTier tier, CancellationToken cancellationToken)
    {
        var moved = 0;
        await foreach (var blob in blobs.ListAsync(folder, cancellationToken))
        {
            // What is in the coldest tier already is never warmed up to the one above it.
            if (ArchiveLayout.DateOfPart(blob.Name) is null || blob.Properties.AccessTier == tier || blob.Properties.AccessTier == AccessTier.Archive)
                continue;
            await blobs.SetTierAsync(blob.Name, tier, cancellationToken);
            moved++;
        }

        return moved;
    }

    private async Task WriteAsync(string id, DateOnly doneBefore, CancellationToken cancellationToken) => await documents.WriteAsync(
        DocumentContainer.System, ArchiveTierDocument.Kind, DocumentOperation.Upsert(id, new ArchiveTierDocument { DoneBefore = doneBefore }), cancellationToken);

    [LoggerMessage(EventId = 5807, Level = LogLevel.Information, Message = "Hub {Hub}: {Parts} parts of days before {Before:yyyy-MM-dd} moved to tier {Tier}")]
    private partial void Moved(string hub, int parts, AccessTier tier, DateOnly before);
}

/// <summary>How far the moving to a tier came: container <c>system</c>, kind <see cref="Kind"/>.</summary>
internal sealed record ArchiveTierDocument
{
    public const string Kind = "archive-tiers";

    public string Type { get; init; } = "archive_tier";

    public int V { get; init; } = 1;

    /// <summary>All days before this one are moved.</summary>
    public required DateOnly DoneBefore { get; init; }
}
