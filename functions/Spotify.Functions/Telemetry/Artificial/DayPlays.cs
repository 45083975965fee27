using System.Runtime.CompilerServices;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Artificial;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Artificial;

/// <summary>One listener's plays of a day, as the rules and as the ledger know them.</summary>
/// <param name="Listener">The pseudonym.</param>
/// <param name="Facts">For the rules.</param>
/// <param name="ById">For the orders that follow from them.</param>
internal sealed record ListenerDay(string Listener, IReadOnlyList<PlayFact> Facts, IReadOnlyDictionary<string, CasePlay> ById);

/// <summary>Reads the plays of a day from the ledger, listener by listener.</summary>
internal sealed class DayPlays(IDocumentStore documents, TimeProvider time)
{
    /// <summary>
    /// The listeners of a range with their plays that began on a day: those that count, and those that would if no rule had taken them out, so that a day gives the same findings as
    /// often as it is looked at. What changed after the month's close lies in the periods after it.
    /// </summary>
    public async IAsyncEnumerable<ListenerDay> ReadAsync(string range, DateOnly date, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // In no particular order: all of a range's day is held at once, which is why a large ledger is read in many ranges.
        var listeners = new Dictionary<string, Dictionary<string, PlayDocument>>(StringComparer.Ordinal);
        var last = AccountingPeriod.Of(time.GetUtcNow());
        for (var period = AccountingPeriod.Of(date); string.CompareOrdinal(period, last) <= 0; period = AccountingPeriod.Next(period))
        {
            await foreach (var one in documents.ScanAsync<PlayDocument>(DocumentContainer.Plays, new ScanRange(range), new ScanFilter(period), cancellationToken))
            {
                if (DateOnly.FromDateTime(one.Value.StartedAt.UtcDateTime) != date)
                    continue;
                if (!listeners.TryGetValue(one.Partition.First, out var plays))
                    listeners.Add(one.Partition.First, plays = new Dictionary<string, PlayDocument>(StringComparer.Ordinal));
                if (!plays.TryGetValue(one.Id, out var known) || known.Revision < one.Value.Revision)
                    plays[one.Id] = one.Value;
            }
        }

        foreach (var (listener, plays) in listeners)
        {
            var heard = plays.Where(play => play.Value.Counted || play.Value.Excluded is not null).ToList();
            if (heard.Count == 0)
                continue;
            yield return new ListenerDay(
                listener,
                heard.ConvertAll(play => ToFact(listener, play.Key, play.Value)),
                heard.ToDictionary(play => play.Key, play => new CasePlay(play.Key, play.Value.Session, play.Value.StartKey, play.Value.Track, play.Value.Label), StringComparer.Ordinal));
        }
    }

    private static PlayFact ToFact(string listener, string id, PlayDocument play) => new()
    {
        Listener = listener,
        PlayId = id,
        Track = play.Track,
        Artist = play.Artists is [var first, ..] ? first : null,
        StartMs = play.StartedAt.ToUnixTimeMilliseconds(),
        ListenedMs = play.ListenedMs,
        DurationMs = play.DurationMs,
        Device = play.DeviceKey,
        Network = play.NetworkKey,
        ListenerSinceMs = play.ListenerSince?.ToUnixTimeMilliseconds(),
        Offline = play.Offline,
    };
}
