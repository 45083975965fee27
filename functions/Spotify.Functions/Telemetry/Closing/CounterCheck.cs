using Microsoft.Extensions.Logging;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>
/// Holds the daily counters, which charts are made of, against the ledger, which is paid. Both learn every play, by ways of their own: the counters of a month's days
/// must equal the month's own plays and what later periods hold as adjustments of them. A difference is told, never mended.
/// </summary>
public sealed partial class CounterCheck
{
    // With time to spare for closings that come late.
    private static readonly TimeSpan CountersLive = CounterGroup.DayTimeToLive - TimeSpan.FromDays(40);

    private readonly IDocumentStore _documents;
    private readonly TimeProvider _time;
    private readonly ClosingMetrics _metrics;
    private readonly ILogger<CounterCheck> _logger;

    internal CounterCheck(IDocumentStore documents, TimeProvider time, ClosingMetrics metrics, ILogger<CounterCheck> logger) =>
        (_documents, _time, _metrics, _logger) = (documents, time, metrics, logger);

    /// <summary>What the counters of a range say of the days of a period.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<CountedPlays> CountDaysAsync(CountInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (plays, documents) = (new Dictionary<string, long>(StringComparer.Ordinal), 0L);
        var filter = new ScanFilter(Ids: IdRange.Prefix($"{TrackDay.IdPrefix}{input.Period}-"));
        await foreach (var day in _documents.ScanAsync<TrackDay>(DocumentContainer.Aggregates, new ScanRange(input.Range), filter, cancellationToken))
        {
            documents++;
            foreach (var (market, products) in day.Value.Counts)
            {
                foreach (var (product, count) in products)
                    plays[KeyOf(market, product)] = plays.GetValueOrDefault(KeyOf(market, product)) + count;
            }
        }

        return new CountedPlays(plays, documents);
    }

    /// <summary>What a range of the ledger holds, in later periods, as adjustments of a period.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<CountedPlays> CountAdjustmentsAsync(CountInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (plays, documents) = (new Dictionary<string, long>(StringComparer.Ordinal), 0L);
        var now = AccountingPeriod.Of(_time.GetUtcNow());
        for (var later = AccountingPeriod.Next(input.Period); string.CompareOrdinal(later, now) <= 0; later = AccountingPeriod.Next(later))
        {
            await foreach (var play in _documents.ScanAsync<PlayDocument>(DocumentContainer.Plays, new ScanRange(input.Range), new ScanFilter(SecondKey: later), cancellationToken))
            {
                if (play.Value.AdjustmentOf != input.Period)
                    continue;
                documents++;
                var key = KeyOf(play.Value.Market, LedgerPlays.ProductOf(play.Value.Tier));
                plays[key] = plays.GetValueOrDefault(key) + play.Value.Delta;
            }
        }

        return new CountedPlays(plays, documents);
    }

    /// <summary>Compares. Plays that come in while the counters are read can be in them or not: by as many as that the sums may differ.</summary>
    /// <returns>The markets and products that differ; none for months whose counters have expired.</returns>
    public IReadOnlyList<string> Compare(CompareInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (AccountingPeriod.EndOf(input.Period) + CountersLive < _time.GetUtcNow())
            return [];
        var (before, after, counters) = (input.Before.Plays, input.After.Plays, input.Counters.Plays);
        var keys = input.Ledger.Keys.Concat(before.Keys).Concat(after.Keys).Concat(counters.Keys).Distinct().Order(StringComparer.Ordinal).ToList();
        var meanwhile = Math.Abs(input.After.Documents - input.Before.Documents) + keys.Sum(key => Math.Abs(after.GetValueOrDefault(key) - before.GetValueOrDefault(key)));
        var different = new List<string>();
        foreach (var key in keys)
        {
            var expected = input.Ledger.GetValueOrDefault(key) + after.GetValueOrDefault(key);
            var counted = counters.GetValueOrDefault(key);
            if (Math.Abs(counted - expected) <= meanwhile)
                continue;
            different.Add(key);
            LogDifference(input.Period, key, counted, expected, after.GetValueOrDefault(key));
        }

        var plays = input.Ledger.Values.Sum();
        if (different.Count > 0)
            _metrics.CountersDiffer(input.Period, different.Count);
        else
            LogEqual(input.Period, plays, input.Counters.Documents, meanwhile);
        return different;
    }

    internal static string KeyOf(string market, string product) => $"{market}/{product}";

    [LoggerMessage(EventId = 5304, EventName = "CountersDifferFromLedger", Level = LogLevel.Error,
        Message = "Period {Period}, {Key}: the daily counters say {Counted} plays, the ledger {Expected}, {Adjusted} of them as adjustments in later periods")]
    private partial void LogDifference(string period, string key, long counted, long expected, long adjusted);

    [LoggerMessage(EventId = 5305, Level = LogLevel.Information,
        Message = "Period {Period}: {Documents} daily counters equal the ledger's {Plays} plays; {Meanwhile} may have come in meanwhile")]
    private partial void LogEqual(string period, long plays, long documents, long meanwhile);
}
