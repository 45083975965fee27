using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Core.Telemetry.Archive;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary>
/// Seals hours: makes parts and a manifest of their segments. In three steps, each safe to repeat and to be taken by two at once: a list of the segments is
/// written once for each version; parts are made of that list and count from the moment the manifest names them; only then are its segments removed.
/// </summary>
public sealed partial class ArchiveSealing(ArchiveBlobs blobs, IOptions<ArchiveOptions> options, TimeProvider time, ILogger<ArchiveSealing> logger)
{
    private const int MaxSegments = 10_000;

    /// <summary>The hours that have segments and are over for long enough, of all days that the hub may still deliver events of.</summary>
    public async Task<IReadOnlyList<SealInput>> FindDueAsync(string hub, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var due = new List<SealInput>();
        for (var back = options.Value.LookBackDays; back >= 0; back--)
        {
            var date = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-back);
            await foreach (var folder in blobs.FoldersAsync(ArchiveLayout.Day(hub, date), cancellationToken))
            {
                if (ArchiveHour.TryParse($"{ArchiveHour.TextOf(date)}T{ArchiveLayout.ValueOf(folder, "hour")}", out var hour) && IsDue(hour)
                    && await blobs.ListAsync(ArchiveLayout.Segments(hub, hour), cancellationToken).AnyAsync(cancellationToken))
                    due.Add(new SealInput(hub, hour.ToString()));
            }
        }

        return due;
    }

    /// <summary>Whether an hour is over for long enough.</summary>
    public bool IsDue(ArchiveHour hour) => time.GetUtcNow() >= hour.End + options.Value.SealAfter;

    /// <summary>Finds what is to be done for an hour.</summary>
    /// <returns>The version that is planned, was begun, or was made and not tidied up; null when there is nothing to do.</returns>
    /// <exception cref="TransientException">The storage is in trouble.</exception>
    public async Task<SealPlan?> PlanAsync(SealInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var hour = HourOf(input.Hour);
        var manifest = (await ReadManifestAsync(input.Hub, hour, cancellationToken))?.Manifest;
        var done = manifest?.Version ?? 0;
        var segments = new List<string>();
        await foreach (var blob in blobs.ListAsync(ArchiveLayout.Segments(input.Hub, hour), cancellationToken))
        {
            if (blob.Name.EndsWith(ArchiveLayout.Extension, StringComparison.Ordinal))
                segments.Add(blob.Name);
            else if (await FollowAsync(input, hour, blob.Name, manifest, cancellationToken) is { } begun)
                return begun;
        }

        if (segments.Count == 0)
            return null;
        var plan = SealPlanBlob.Create(done + 1, time.GetUtcNow(), [.. segments.Take(MaxSegments)]);
        // Where somebody else made one at the same time, that one is followed.
        await blobs.CreateAsync(ArchiveLayout.Plan(input.Hub, hour, plan.Version), plan.ToBlob(), cancellationToken);
        return new SealPlan(input.Hub, input.Hour, plan.Version);
    }

    /// <summary>Makes the parts of a version, and then the manifest that names them.</summary>
    /// <returns>How many parts; 0 when it was made before.</returns>
    /// <exception cref="TransientException">The storage is in trouble.</exception>
    /// <exception cref="InvalidDataException">A segment is damaged.</exception>
    public async Task<int> MergeAsync(SealPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var hour = HourOf(plan.Hour);
        var before = await ReadManifestAsync(plan.Hub, hour, cancellationToken);
        if (before?.Manifest.Version >= plan.Version || await ReadPlanAsync(plan.Hub, hour, plan.Version, cancellationToken) is not { } list)
            return 0;
        var tally = new HourTally(before?.Manifest);
        var parts = new List<ArchivePart>(before?.Manifest.Parts ?? []);
        var known = parts.Count;
        using var work = new SealWork(options.Value.WorkFolder, time.GetUtcNow());
        foreach (var segment in list.Segments)
        {
            if (await work.AddAsync(file => blobs.DownloadAsync(segment, file, cancellationToken), tally))
                continue;
            // Either it was sealed by somebody else meanwhile, or somebody removed it.
            if ((await ReadManifestAsync(plan.Hub, hour, cancellationToken))?.Manifest.Version >= plan.Version)
                return 0;
            SegmentGone(segment);
        }

        foreach (var part in work.Merge(tally, options.Value.PartBytes))
        {
            var name = ArchiveLayout.Part(parts.Count);
            parts.Add(new ArchivePart(name, plan.Version, part.Rows, part.Content.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(part.Content, cancellationToken))));
            await blobs.UploadAsync(ArchiveLayout.Folder(plan.Hub, hour) + name, part.Content, cancellationToken);
        }

        var manifest = tally.ToManifest(plan.Hub, hour, plan.Version, list.Id, list.PlannedAt, parts);
        // Where somebody else wrote it first, it is the same one.
        if (await blobs.ReplaceAsync(ArchiveLayout.Manifest(plan.Hub, hour), new BinaryData(manifest.ToBytes()), before?.ETag, cancellationToken))
            Sealed(plan.Hub, plan.Hour, plan.Version, manifest.Archived.Batches, manifest.Archived.Events, parts.Count - known, manifest.Repeated.Batches);
        return parts.Count - known;
    }

    /// <summary>Removes what a version was made of, where it is made.</summary>
    /// <returns>How many segments.</returns>
    /// <exception cref="TransientException">The storage is in trouble.</exception>
    public async Task<int> DiscardAsync(SealPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var hour = HourOf(plan.Hour);
        if (await ReadPlanAsync(plan.Hub, hour, plan.Version, cancellationToken) is not { } list
            || (await ReadManifestAsync(plan.Hub, hour, cancellationToken))?.Manifest is not { } manifest
            || manifest.Version < plan.Version)
            return 0;
        // A list that came too late may name segments that are in no part.
        var isMade = manifest.Version == plan.Version && manifest.Plan == list.Id;
        if (isMade)
        {
            foreach (var segment in list.Segments)
                await blobs.DeleteAsync(segment, cancellationToken);
        }

        await blobs.DeleteAsync(ArchiveLayout.Plan(plan.Hub, hour, plan.Version), cancellationToken);
        return isMade ? list.Segments.Count : 0;
    }

    internal async Task<SealedManifest?> ReadManifestAsync(string hub, ArchiveHour hour, CancellationToken cancellationToken) =>
        await blobs.ReadAsync(ArchiveLayout.Manifest(hub, hour), cancellationToken) is { } blob
            ? new SealedManifest(ArchiveManifest.Parse(blob.Content.ToMemory().Span), blob.ETag)
            : null;

    internal static ArchiveHour HourOf(string text) =>
        ArchiveHour.TryParse(text, out var hour) ? hour : throw new ArgumentException($"'{text}' is no hour of the form yyyy-MM-ddTHH", nameof(text));

    /// <summary>Looks at a list that was found: one that is made or to be made is gone on with, one that came too late is removed.</summary>
    private async Task<SealPlan?> FollowAsync(SealInput input, ArchiveHour hour, string name, ArchiveManifest? manifest, CancellationToken cancellationToken)
    {
        var done = manifest?.Version ?? 0;
        if (!int.TryParse(Path.GetFileNameWithoutExtension(name).AsSpan("plan-".Length), NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version > done + 1)
            return null;
        if (version == done + 1 || (version == done && await ReadPlanAsync(input.Hub, hour, version, cancellationToken) is { } list && list.Id == manifest!.Plan))
            return new SealPlan(input.Hub, input.Hour, version);
        await blobs.DeleteAsync(name, cancellationToken);
        return null;
    }

    private async Task<SealPlanBlob?> ReadPlanAsync(string hub, ArchiveHour hour, int version, CancellationToken cancellationToken) =>
        await blobs.ReadAsync(ArchiveLayout.Plan(hub, hour, version), cancellationToken) is { } blob ? SealPlanBlob.Parse(blob.Content) : null;

    [LoggerMessage(EventId = 5802, Level = LogLevel.Information,
        Message = "Hub {Hub}, hour {Hour} is sealed as version {Version}: {Batches} batches, {Events} events; {Parts} new parts, {Repeats} repeats removed in all")]
    private partial void Sealed(string hub, string hour, int version, long batches, long events, int parts, long repeats);

    [LoggerMessage(EventId = 5803, Level = LogLevel.Error, Message = "Segment {Segment} is gone before it was sealed: what it held is lost unless it comes again")]
    private partial void SegmentGone(string segment);
}

/// <summary>An hour's manifest with its version in the storage.</summary>
internal sealed record SealedManifest(ArchiveManifest Manifest, string ETag);
