using Spotify.Core.Royalties.Calculation;

namespace Spotify.Core.Royalties.Dsr;

/// <summary>
/// Gathers a party's usages of the master side in one country and product out of its lines. A recording whose shares name the party twice, as label and as producer, is streamed once.
/// </summary>
public sealed class DsrUsages
{
    private readonly SortedDictionary<string, Dictionary<(string Currency, string Isrc, string Label), long>> _tracks = new(StringComparer.Ordinal);

    /// <summary>How many tracks there are.</summary>
    public int Tracks => _tracks.Count;

    /// <summary>Adds a line; of the publishing side nothing is kept.</summary>
    /// <exception cref="InvalidDataException">Two lines of one recording do not say the same number of streams.</exception>
    public void Add(EarningLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (line.Side != RoyaltySide.Master)
            return;
        if (!_tracks.TryGetValue(line.Track, out var usages))
            _tracks.Add(line.Track, usages = []);
        var key = (line.Pool.Currency, line.Isrc ?? "", line.Label ?? "");
        if (usages.TryGetValue(key, out var known) && known != line.Streams)
            throw new InvalidDataException($"Lines of track {line.Track} in {line.Pool} say {known} and {line.Streams} streams.");
        usages[key] = line.Streams;
    }

    /// <summary>Streams by currency.</summary>
    public IReadOnlyDictionary<string, long> Streams() => _tracks.Values.SelectMany(usages => usages)
        .GroupBy(usage => usage.Key.Currency, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Sum(usage => usage.Value), StringComparer.Ordinal);

    /// <summary>Tracks in order of their ids, each with its usages by currency and recording.</summary>
    public IEnumerable<KeyValuePair<string, IReadOnlyList<DsrUsage>>> All() => _tracks.Select(track => KeyValuePair.Create<string, IReadOnlyList<DsrUsage>>(
        track.Key,
        [
            .. track.Value.GroupBy(usage => (usage.Key.Currency, usage.Key.Isrc))
                .Select(group => new DsrUsage(group.Key.Currency, group.Key.Isrc.Length == 0 ? null : group.Key.Isrc, group.Sum(usage => usage.Value))),
        ]));

    /// <summary>Forgets all.</summary>
    public void Clear() => _tracks.Clear();
}
