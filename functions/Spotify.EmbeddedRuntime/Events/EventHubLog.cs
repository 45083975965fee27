using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Spotify.EmbeddedRuntime.Events;

/// <summary>One hub: its partitions, and which of them an event goes to.</summary>
internal sealed partial class EventHubLog : IAsyncDisposable
{
    private const string MetadataFile = "hub.json";

    private uint _turn;

    /// <summary>Opens a hub, or creates it with the partitions that the options say.</summary>
    public EventHubLog(string name, string folder, EventLogOptions options, TimeProvider time, ILogger logger)
    {
        Name = name;
        Directory.CreateDirectory(folder);
        var count = PartitionCount(folder, options.Partitions);
        var partitions = new PartitionLog[count];
        for (var i = 0; i < count; i++)
            partitions[i] = new PartitionLog(Path.Combine(folder, i.ToString(CultureInfo.InvariantCulture)), options, time, logger);
        Partitions = partitions;
    }

    public string Name { get; }

    public IReadOnlyList<PartitionLog> Partitions { get; }

    /// <summary>Whether a hub may have this name: it is a folder too.</summary>
    public static bool IsValidName(string name) => HubName().IsMatch(name);

    /// <summary>The partition for a batch.</summary>
    /// <param name="partitionId">The partition asked for, or null.</param>
    /// <param name="partitionKey">The key to be hashed, or null for each partition in turn.</param>
    /// <exception cref="ArgumentException">There is no such partition.</exception>
    public PartitionLog Route(string? partitionId, string? partitionKey)
    {
        if (partitionId is not null)
        {
            return int.TryParse(partitionId, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < Partitions.Count
                ? Partitions[index]
                : throw new ArgumentException(
                    $"Hub '{Name}' has no partition '{partitionId}': it has {Partitions.Count}, from 0 to {Partitions.Count - 1}.", nameof(partitionId));
        }

        var number = partitionKey is null ? Interlocked.Increment(ref _turn) : Hash(partitionKey);
        return Partitions[(int)(number % (uint)Partitions.Count)];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var partition in Partitions)
            await partition.DisposeAsync();
    }

    // FNV-1a with MurmurHash3's finish. Never to change: a key's events are in order only while it keeps its partition.
    private static uint Hash(string key)
    {
        var hash = 0xcbf29ce484222325UL;
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in key.EnumerateRunes())
        {
            foreach (var one in utf8[..rune.EncodeToUtf8(utf8)])
                hash = (hash ^ one) * 0x100000001b3UL;
        }

        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        return (uint)((hash ^ (hash >> 33)) >> 16);
    }

    private static int PartitionCount(string folder, int wanted)
    {
        var path = Path.Combine(folder, MetadataFile);
        if (File.Exists(path))
            return ReadPartitionCount(path);

        ArgumentOutOfRangeException.ThrowIfLessThan(wanted, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(wanted, 32);
        var draft = path + ".new";
        using (var file = new FileStream(draft, FileMode.Create))
        {
            JsonSerializer.Serialize(file, new Metadata(wanted));
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
        return wanted;
    }

    private static int ReadPartitionCount(string path)
    {
        try
        {
            if (JsonSerializer.Deserialize<Metadata>(File.ReadAllBytes(path)) is { Partitions: >= 1 and <= 32 } metadata)
                return metadata.Partitions;
        }
        catch (JsonException)
        {
            // Said below, with the file's name.
        }

        throw new EventLogCorruptException(path, 0, "it does not say how many partitions the hub has");
    }

    [GeneratedRegex("^[A-Za-z0-9]([A-Za-z0-9._-]{0,254}[A-Za-z0-9])?$")]
    private static partial Regex HubName();

    private sealed record Metadata(int Partitions);
}
