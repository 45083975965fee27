using Spotify.Core.Telemetry.Charts;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Charts;

/// <summary>
/// The counts of one range for one chart. A popular track's counter is spread over shards that lie in several ranges: its first shard is offered as it is, and
/// every range that meets another shard reads all of them and offers the whole, which overrules the part wherever the two meet
/// (<see cref="ChartTally"/>). So nothing but the best tracks leaves a range, and still none is ranked by a part of its plays.
/// </summary>
internal sealed class ChartCounts(IDocumentStore documents, ChartDate chart)
{
    private const int SpreadTogether = 8;

    private readonly Dictionary<string, Dictionary<string, long>> _sums = new(StringComparer.Ordinal);
    private readonly HashSet<string> _spread = new(StringComparer.Ordinal);

    public ChartTally Tally { get; } = new();

    /// <summary>Reads the range.</summary>
    /// <returns>How many documents were read.</returns>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<int> ReadAsync(ScanRange range, CancellationToken cancellationToken)
    {
        var first = ChartCalendar.FirstDay(chart.Period, chart.Date);
        var days = new ScanFilter(Ids: new IdRange(TrackDay.IdOf(first), TrackDay.IdOf(chart.Date.AddDays(1))));
        var read = 0;
        await foreach (var document in documents.ScanAsync<TrackDay>(DocumentContainer.Aggregates, range, days, cancellationToken))
        {
            read++;
            Take(document.Partition.First, document.Value, isOneDay: first == chart.Date);
        }

        foreach (var (track, plays) in _sums)
            Tally.Offer(track, plays);
        foreach (var tracks in _spread.Chunk(SpreadTogether))
            read += await ReadSpreadAsync(tracks, first, cancellationToken);
        return read;
    }

    private void Take(string scope, TrackDay day, bool isOneDay)
    {
        if (scope != CounterShards.ScopeOf(day.Track, 0))
            _spread.Add(day.Track);
        else if (isOneDay)
            Tally.Offer(day.Track, Add([], day));
        else
            Add(SumOf(_sums, day.Track), day);
    }

    private async Task<int> ReadSpreadAsync(string[] tracks, DateOnly first, CancellationToken cancellationToken)
    {
        var counters = await documents.ReadManyAsync<TrackAggregate>(
            DocumentContainer.Aggregates, Array.ConvertAll(tracks, track => new DocumentKey(CounterShards.ScopeOf(track, 0), TrackAggregate.CounterId)), cancellationToken);
        List<DocumentKey> keys =
        [
            .. from place in tracks.Zip(counters)
               from shard in Enumerable.Range(0, place.Second?.Value.Shards ?? 1)
               from day in Enumerable.Range(0, chart.Date.DayNumber - first.DayNumber + 1)
               select new DocumentKey(CounterShards.ScopeOf(place.First, shard), TrackDay.IdOf(first.AddDays(day))),
        ];
        var days = await documents.ReadManyAsync<TrackDay>(DocumentContainer.Aggregates, keys, cancellationToken);
        var sums = new Dictionary<string, Dictionary<string, long>>(StringComparer.Ordinal);
        foreach (var day in days.OfType<StoredDocument<TrackDay>>())
            Add(SumOf(sums, day.Value.Track), day.Value);
        foreach (var (track, plays) in sums)
            Tally.Offer(track, plays);
        return keys.Count + tracks.Length;
    }

    private static Dictionary<string, long> SumOf(Dictionary<string, Dictionary<string, long>> sums, string track)
    {
        if (!sums.TryGetValue(track, out var sum))
            sums.Add(track, sum = new Dictionary<string, long>(StringComparer.Ordinal));
        return sum;
    }

    private static Dictionary<string, long> Add(Dictionary<string, long> sum, TrackDay day)
    {
        foreach (var (market, products) in day.Counts)
            sum[market] = sum.GetValueOrDefault(market) + products.Values.Sum();
        return sum;
    }
}
