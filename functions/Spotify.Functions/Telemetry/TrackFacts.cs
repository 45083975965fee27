using System.Text.Json;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;
using Spotify.Functions.Catalog;

namespace Spotify.Functions.Telemetry;

/// <summary>What a play takes from the catalogue.</summary>
internal sealed record TrackFacts(
    string Id, string AlbumId, string Isrc, string LabelId, long DurationMs, IReadOnlyList<string> Artists, IReadOnlyList<RightsGrant> Rights);

/// <summary>The tracks of one slice of events, each asked for once.</summary>
internal sealed class TrackLookup(ICatalog catalog)
{
    private const int Together = 32;
    private readonly Dictionary<TrackKey, TrackFacts?> _facts = [];
    private readonly Dictionary<TrackKey, string> _faults = [];

    public TrackFacts? this[TrackKey track] => _facts.GetValueOrDefault(track);

    /// <summary>Why one of these tracks cannot be read from the catalogue; null where all can.</summary>
    public string? FaultOf(IReadOnlyList<SessionEvent> events)
    {
        if (_faults.Count == 0)
            return null;
        foreach (var one in events)
        {
            if (_faults.TryGetValue(one.Track, out var fault))
                return fault;
        }

        return null;
    }

    /// <summary>Looks up what is not known yet.</summary>
    /// <exception cref="Core.TransientException">The catalogue is in trouble.</exception>
    public async Task LoadAsync(IEnumerable<TrackKey> tracks, CancellationToken cancellationToken)
    {
        var waiting = new List<Task>(Together);
        foreach (var track in tracks)
        {
            lock (_facts)
            {
                if (!_facts.TryAdd(track, null))
                    continue;
            }

            var id = track.ToString();
            var found = catalog.FindTrackAsync(id, cancellationToken);
            if (found.IsCompletedSuccessfully)
            {
                Set(track, Facts(id, found.Result));
                continue;
            }

            waiting.Add(WaitAsync(track, id, found));
            if (waiting.Count < Together)
                continue;
            await Task.WhenAll(waiting);
            waiting.Clear();
        }

        await Task.WhenAll(waiting);
    }

    private async Task WaitAsync(TrackKey track, string id, ValueTask<PublishedTrack?> found)
    {
        try
        {
            Set(track, Facts(id, await found));
        }
        catch (JsonException exception)
        {
            // One document of the catalogue cannot be read: the fault of that track, not of the store.
            lock (_facts)
                _faults[track] = $"Track {id} cannot be read: {exception.Message}";
        }
    }

    private void Set(TrackKey track, TrackFacts? facts)
    {
        lock (_facts)
            _facts[track] = facts;
    }

    private static TrackFacts? Facts(string id, PublishedTrack? published) => published is null
        ? null
        : new TrackFacts(
            id,
            published.Album.Id,
            published.Track.Isrc,
            published.Track.LabelId,
            published.Track.Audio.DurationMs,
            [.. published.Track.Artists.Select(artist => artist.Id)],
            published.Track.Rights);
}
