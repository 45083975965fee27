using System.Collections.Concurrent;
using System.Globalization;
using Azure.Storage.Blobs.Models;
using Spotify.Core.Catalog;
using Spotify.Core.Ingestion;
using Spotify.Core.Ingestion.Ddex;
using Spotify.Functions.Platform.Blobs;

namespace Spotify.Functions.Ingestion.Steps;

/// <summary>Finds the releases of a batch: those that the file that completes it names, or one for each folder; and puts messages about the same release in their order.</summary>
public sealed class BatchPlanning
{
    /// <summary>Most releases of a batch.</summary>
    public const int MaxReleases = 1000;

    private const int MessagesAtOnce = 4;

    private readonly BlobAccounts _blobs;
    private readonly MessageSource _source;
    private readonly DeliveryStore _store;
    private readonly TimeProvider _time;

    internal BatchPlanning(BlobAccounts blobs, MessageSource source, DeliveryStore store, TimeProvider time) => (_blobs, _source, _store, _time) = (blobs, source, store, time);

    /// <summary>Plans a batch. Safe to repeat.</summary>
    /// <param name="input">The batch.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Core.TransientException">The storage or the documents are in trouble.</exception>
    public async Task<BatchPlan> PlanAsync(BatchInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var complete = DeliveryPath.FileBlob(input.Label, input.Batch, input.File);
        if (await _source.DownloadAsync(complete, BatchManifest.MaxBytes, input.ETag, cancellationToken) is not { } xml)
            return new BatchPlan(false, [], []);
        var delivery = await _store.FindAsync(input.Label, input.Batch, cancellationToken)
            ?? new DeliveryDocument { Batch = input.Batch, CreatedAt = _time.GetUtcNow(), State = DeliveryState.Processing };
        delivery = delivery with { State = DeliveryState.Processing, Run = input.Run, IsBatch = true, Title = null, Upc = null, Counts = null, Reasons = [] };
        await _store.SaveAsync(input.Label, delivery, cancellationToken);

        var (releases, reasons) = await FindReleasesAsync(input, xml, cancellationToken);
        var heads = new ConcurrentDictionary<int, MessageHead>();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = MessagesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(releases.Index(), parallel, async (one, token) => heads[one.Index] = await ReadHeadAsync(input, one.Item, token));
        for (var i = 0; i < releases.Count; i++)
            await _store.SaveBatchReleaseAsync(input.Label, input.Batch, input.Run, DocumentOf(i, releases[i], heads[i]), cancellationToken);
        var lanes = releases.Select((release, i) => (Release: release, Head: heads[i]))
            .GroupBy(one => one.Head.Key, StringComparer.Ordinal)
            .Select(lane => new ReleaseLane([.. lane.OrderBy(one => one.Head.Order?.Key ?? "", StringComparer.Ordinal).Select(one => one.Release)]));
        return new BatchPlan(true, reasons, [.. lanes]);
    }

    private static BatchReleaseDocument DocumentOf(int index, IngestInput release, MessageHead head) => new()
    {
        Index = index,
        Folder = release.Folder!,
        Message = release.Message!,
        Run = release.Run,
        MessageId = head.Order?.MessageId,
        State = DeliveryState.Processing,
        Title = head.Title,
        Upc = head.Upc,
    };

    private static IngestInput ReleaseOf(BatchInput input, string folder, string message) => new(
        input.Label,
        input.Batch,
        input.ETag,
        SpotifyId.Derive("ingest", input.Run, folder, message),
        folder,
        DeliveryPath.FileBlob(input.Label, input.Batch, $"{folder}/{message}"),
        input.Run);

    // A folder's message is named as the folder, or is its only XML file. Where there is none, the release's own run says so.
    private static string MessageIn(string folder, IReadOnlyList<string> names)
    {
        var usual = folder + ".xml";
        return names.FirstOrDefault(name => name.Equals(usual, StringComparison.OrdinalIgnoreCase)) ?? (names is [var only] ? only : usual);
    }

    private async Task<FoundReleases> FindReleasesAsync(BatchInput input, byte[] xml, CancellationToken cancellationToken)
    {
        var (manifest, faults) = BatchManifest.Read(xml);
        if (manifest is null)
            return new FoundReleases([], faults);
        if (manifest.Messages.Count > MaxReleases)
            return new FoundReleases([], [new Reason(ReasonCode.InvalidManifest, string.Create(CultureInfo.InvariantCulture, $"the batch has {manifest.Messages.Count} messages; at most {MaxReleases} are taken"))]);
        if (manifest.Messages.Count > 0)
            return new FoundReleases([.. manifest.Messages.Select(one => ReleaseOf(input, one.Folder, one.File) with { IsTest = manifest.IsTest })], []);

        var folders = (await ListAsync($"{input.Label}/{input.Batch}/", cancellationToken)).Folders;
        if (folders.Count is 0 or > MaxReleases)
            return new FoundReleases([], [new Reason(ReasonCode.InvalidManifest, string.Create(CultureInfo.InvariantCulture, $"the batch has {folders.Count} folders with a message each; 1 to {MaxReleases} are taken"))]);
        var (releases, reasons) = (new List<IngestInput>(), new List<Reason>());
        foreach (var folder in folders.Order(StringComparer.Ordinal))
        {
            if (DeliveryFileName.FindFault(folder) is { } fault)
                reasons.Add(new Reason(ReasonCode.UnsafeName, $"folder '{folder}': {fault}"));
            else
                releases.Add(ReleaseOf(input, folder, MessageIn(folder, (await ListAsync($"{input.Label}/{input.Batch}/{folder}/", cancellationToken)).Messages)));
        }

        return new FoundReleases(releases, reasons);
    }

    private Task<(List<string> Folders, List<string> Messages)> ListAsync(string prefix, CancellationToken cancellationToken) => BlobCalls.RunAsync(
        "Listing the batch",
        async () =>
        {
            var (folders, messages) = (new List<string>(), new List<string>());
            var items = _blobs.Container(BlobContainers.Deliveries).GetBlobsByHierarchyAsync(BlobTraits.None, BlobStates.None, "/", prefix, cancellationToken);
            await foreach (var item in items)
            {
                if (item.IsPrefix)
                    folders.Add(item.Prefix[prefix.Length..^1]);
                else if (item.Blob.Name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase))
                    messages.Add(item.Blob.Name[prefix.Length..]);
            }

            return (folders, messages);
        },
        cancellationToken);

    // What cannot be read has nobody to wait for.
    private async Task<MessageHead> ReadHeadAsync(BatchInput input, IngestInput release, CancellationToken cancellationToken)
    {
        var unknown = new MessageHead("folder " + release.Folder, null, null, null);
        if (await _source.DownloadAsync(release.Message!, ErnReader.MaxBytes, null, cancellationToken) is not { } xml)
            return unknown;
        var message = _source.Parse(xml);
        var key = message.Key ?? (message.Purge is { } purge ? string.Join(' ', purge.Isrcs) : unknown.Key);
        return new MessageHead(key, MessageOrder.Of(message.Header), message.Manifest?.Release.Title, message.Key);
    }

    private sealed record FoundReleases(IReadOnlyList<IngestInput> Releases, IReadOnlyList<Reason> Reasons);

    private sealed record MessageHead(string Key, MessageOrder? Order, string? Title, string? Upc);
}
