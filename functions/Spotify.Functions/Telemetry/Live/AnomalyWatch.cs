using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Telemetry.Live;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Live;

/// <summary>
/// Compares the last complete hour with its own history, and keeps the history. What is found is stored once, logged once and counted once, however often the hour is
/// looked at. While the statistics are behind the hub, an hour only seems quiet: then nothing is judged.
/// </summary>
public sealed partial class AnomalyWatch(LiveReader reader, LiveHours hours, IDocumentStore documents, LiveMetrics metrics, TimeProvider time, ILogger<AnomalyWatch> logger)
{
    private const int MaxNames = 1_000;

    private delegate IEnumerable<Anomaly> Rule(HourFigures hour, IReadOnlyList<HourFigures> days, IReadOnlyList<HourFigures> hours);

    private static readonly (string Scope, Rule Rule)[] Kinds =
    [
        (LiveWindow.Markets, AnomalyRules.OfMarkets),
        (LiveWindow.Tracks, AnomalyRules.OfTracks),
        (LiveWindow.Clients, AnomalyRules.OfClients),
    ];

    /// <summary>Does the work of an hour; safe to repeat.</summary>
    /// <exception cref="TransientException">The store is in trouble; repeat it.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var end = LiveWindow.FloorTo(time.GetUtcNow().ToUnixTimeMilliseconds(), LiveWindow.HourMs);
        var hour = end - LiveWindow.HourMs;
        foreach (var (scope, _) in Kinds)
            await KeepHistoryAsync(scope, hour, cancellationToken);
        var writers = await reader.ReadWritersAsync(cancellationToken);
        if (!writers.Any(one => one.ReceivedAt.ToUnixTimeMilliseconds() >= end))
        {
            LogBehind(LiveWindow.HourOf(hour), writers.Count);
            return;
        }

        foreach (var (scope, rule) in Kinds)
            await JudgeAsync(scope, rule, hour, cancellationToken);
    }

    /// <summary>Writes the figures of the last 24 hours, since late events may have changed any; an hour without anything is not known, rather than silent.</summary>
    private async Task KeepHistoryAsync(string scope, long hour, CancellationToken cancellationToken)
    {
        var operations = new List<DocumentOperation>();
        for (var back = 0; back < 24; back++)
        {
            var at = hour - (back * LiveWindow.HourMs);
            var figures = await hours.GetAsync(scope, at, cancellationToken);
            if (figures.ByName.Count == 0)
                continue;
            var kept = figures.ByName.OrderByDescending(one => one.Value.Plays).ThenBy(one => one.Key, StringComparer.Ordinal).ToList();
            operations.Add(DocumentOperation.Upsert(
                LiveWindow.HourOf(at),
                new HistoryDocument
                {
                    CutOff = kept.Count > MaxNames ? kept[MaxNames].Value.Plays : figures.CutOff,
                    Figures = kept.Take(MaxNames).ToDictionary(one => one.Key, one => one.Value),
                },
                HistoryDocument.TimeToLive));
        }

        // Each by itself: together they may be over the size of a batch.
        foreach (var operation in operations)
            await documents.WriteAsync(DocumentContainer.Aggregates, HistoryDocument.ScopeOf(scope), operation, cancellationToken);
    }

    private async Task JudgeAsync(string scope, Rule rule, long hour, CancellationToken cancellationToken)
    {
        var figures = await hours.GetAsync(scope, hour, cancellationToken);
        var days = await ReadAsync(scope, Enumerable.Range(1, AnomalyRules.Days).Select(day => hour - (day * 24 * LiveWindow.HourMs)), cancellationToken);
        var before = await ReadAsync(scope, Enumerable.Range(1, AnomalyRules.Hours).Select(back => hour - (back * LiveWindow.HourMs)), cancellationToken);
        foreach (var anomaly in rule(figures, days, before))
            await RaiseAsync(anomaly, hour, cancellationToken);
    }

    private async Task<IReadOnlyList<HourFigures>> ReadAsync(string scope, IEnumerable<long> at, CancellationToken cancellationToken)
    {
        var keys = at.Select(one => new DocumentKey(HistoryDocument.ScopeOf(scope), LiveWindow.HourOf(one))).ToArray();
        var stored = await documents.ReadManyAsync<HistoryDocument>(
            DocumentContainer.Aggregates, keys, (i, _) => LogUnreadable(scope, keys[i].Id), cancellationToken);
        return [.. stored.OfType<StoredDocument<HistoryDocument>>().Select(one => one.Value.ToFigures())];
    }

    private async Task RaiseAsync(Anomaly anomaly, long hour, CancellationToken cancellationToken)
    {
        var document = new AnomalyDocument
        {
            Hour = DateTimeOffset.FromUnixTimeMilliseconds(hour),
            Kind = anomaly.Kind,
            Name = anomaly.Name,
            Value = anomaly.Value,
            Expected = anomaly.Expected,
            Score = anomaly.Score,
            FoundAt = time.GetUtcNow(),
        };
        var written = await documents.WriteAsync(
            DocumentContainer.Aggregates, AnomalyDocument.Scope, DocumentOperation.Create(document.ToId(), document, AnomalyDocument.TimeToLive), cancellationToken);
        if (!written.IsWritten)
            return;
        metrics.Found(anomaly.Kind);
        LogFound(WireNames.Of(anomaly.Kind), anomaly.Name, LiveWindow.HourOf(hour), anomaly.Value, anomaly.Expected, anomaly.Score);
    }

    [LoggerMessage(EventId = 5505, Level = LogLevel.Warning, Message = "Anomaly: {Kind} of {Name} in the hour {Hour} was {Value}, expected {Expected} ({Score} deviations).")]
    private partial void LogFound(string kind, string name, string hour, double value, double expected, double score);

    [LoggerMessage(EventId = 5506, Level = LogLevel.Warning, Message = "Hour {Hour} was not judged: none of {Writers} consumers has come to its end. Look at the lag of consumer group trending.")]
    private partial void LogBehind(string hour, int writers);

    [LoggerMessage(EventId = 5507, Level = LogLevel.Error, Message = "The history of {Scope} at {Hour} cannot be read and is left out.")]
    private partial void LogUnreadable(string scope, string hour);
}
