using Spotify.Core;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Charts;

/// <summary>Counted plays of tracks by day, for batch jobs that make something of weeks. Exact, as the charts are.</summary>
public interface IDayCounts
{
    /// <summary>Cuts the counters into ranges that are read side by side.</summary>
    /// <param name="atMost">How many at the most.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The ranges' tokens.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    Task<IReadOnlyList<string>> GetRangesAsync(int atMost, CancellationToken cancellationToken);

    /// <summary>The plays of the tracks of a range, all markets and products together, each day by its weight. Over all ranges each track comes once.</summary>
    /// <param name="range">The range's token.</param>
    /// <param name="first">The first day.</param>
    /// <param name="last">The last day.</param>
    /// <param name="weight">What a play of a day weighs.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    Task<IReadOnlyDictionary<string, double>> SumAsync(string range, DateOnly first, DateOnly last, Func<DateOnly, double> weight, CancellationToken cancellationToken);
}

/// <summary>
/// The days of the tracks' counters. A popular track's counter is spread over shards that lie in several ranges: the range that holds the first of them that has plays in these days
/// reads all of them, the others leave the track to it.
/// </summary>
internal sealed class DayCounts(IDocumentStore documents) : IDayCounts
{
    private const int CountersTogether = 1000;
    private const int SpreadTogether = 2;

    public async Task<IReadOnlyList<string>> GetRangesAsync(int atMost, CancellationToken cancellationToken) =>
        [.. (await documents.GetScanRangesAsync(DocumentContainer.Aggregates, atMost, cancellationToken)).Select(range => range.Token)];

    public async Task<IReadOnlyDictionary<string, double>> SumAsync(
        string range, DateOnly first, DateOnly last, Func<DateOnly, double> weight, CancellationToken cancellationToken)
    {
        var days = new ScanFilter(Ids: new IdRange(TrackDay.IdOf(first), TrackDay.IdOf(last.AddDays(1))));
        var sums = new Dictionary<string, double>(StringComparer.Ordinal);
        // Tracks that are met in another shard than the first, by the scopes in which they are met.
        var met = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        await foreach (var document in documents.ScanAsync<TrackDay>(DocumentContainer.Aggregates, new ScanRange(range), days, cancellationToken))
        {
            var track = document.Value.Track;
            if (document.Partition.First == CounterShards.ScopeOf(track, 0))
                sums[track] = sums.GetValueOrDefault(track) + Weigh(document.Id, document.Value, weight);
            else if (met.TryGetValue(track, out var scopes))
                scopes.Add(document.Partition.First);
            else
                met.Add(track, [document.Partition.First]);
        }

        var spread = await FindSpreadAsync([.. sums.Keys], cancellationToken);
        foreach (var some in spread.Keys.Union(met.Keys).Chunk(SpreadTogether))
            await AddSpreadAsync(some, met, first, last, weight, sums, cancellationToken);
        return sums;
    }

    /// <summary>Which of the tracks have more than one shard.</summary>
    private async Task<IReadOnlyDictionary<string, int>> FindSpreadAsync(IReadOnlyList<string> tracks, CancellationToken cancellationToken)
    {
        var spread = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var some in tracks.Chunk(CountersTogether))
        {
            foreach (var (track, shards) in await ShardsAsync(some, cancellationToken))
            {
                if (shards > 1)
                    spread.Add(track, shards);
            }
        }

        return spread;
    }

    private async Task<IEnumerable<(string Track, int Shards)>> ShardsAsync(string[] tracks, CancellationToken cancellationToken)
    {
        var counters = await documents.ReadManyAsync<TrackAggregate>(
            DocumentContainer.Aggregates, Array.ConvertAll(tracks, track => new DocumentKey(CounterShards.ScopeOf(track, 0), TrackAggregate.CounterId)), cancellationToken);
        return tracks.Zip(counters, (track, counter) => (track, counter?.Value.Shards ?? 1));
    }

    private async Task AddSpreadAsync(
        string[] tracks, Dictionary<string, HashSet<string>> met, DateOnly first, DateOnly last, Func<DateOnly, double> weight, Dictionary<string, double> sums, CancellationToken cancellationToken)
    {
        foreach (var (track, shards) in await ShardsAsync(tracks, cancellationToken))
        {
            List<DocumentKey> keys =
            [
                .. from shard in Enumerable.Range(0, shards)
                   from day in Enumerable.Range(0, last.DayNumber - first.DayNumber + 1)
                   select new DocumentKey(CounterShards.ScopeOf(track, shard), TrackDay.IdOf(first.AddDays(day))),
            ];
            var days = await documents.ReadManyAsync<TrackDay>(DocumentContainer.Aggregates, keys, cancellationToken);
            var there = keys.Zip(days).Where(one => one.Second is not null).ToList();
            var isOwner = there.Count > 0 && (there[0].First.Partition.First == CounterShards.ScopeOf(track, 0)
                ? sums.ContainsKey(track)
                : met.TryGetValue(track, out var scopes) && scopes.Contains(there[0].First.Partition.First));
            if (isOwner)
                sums[track] = there.Sum(one => Weigh(one.First.Id, one.Second!.Value, weight));
            else
                sums.Remove(track);
        }
    }

    private static double Weigh(string id, TrackDay day, Func<DateOnly, double> weight) =>
        weight(DateOnly.ParseExact(id.AsSpan(TrackDay.IdPrefix.Length), "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))
        * day.Counts.Values.Sum(products => products.Values.Sum());
}
