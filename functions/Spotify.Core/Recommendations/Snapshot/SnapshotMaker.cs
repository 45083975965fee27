using System.Text;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;

namespace Spotify.Core.Recommendations.Snapshot;

/// <summary>
/// Makes a listener's snapshot of plays and signals. Beside plays, each of these adds to the engagement with a track, and fades like a play: saved in the library 1, added to a playlist 1,
/// shared 0.5, opened from a search 0.25, reacted to among others 0.25. What was taken out of the library or a playlist again adds nothing.
/// </summary>
/// <param name="at">When the snapshot is taken; what is later is not seen.</param>
/// <param name="heldOut">From when on a model learns nothing, so that it can be measured by that.</param>
/// <param name="halfLife">After how long a play weighs half.</param>
public sealed class SnapshotMaker(DateTimeOffset at, DateTimeOffset heldOut, TimeSpan halfLife)
{
    private const string TrackUri = "spotify:track:";
    private const string ArtistUri = "spotify:artist:";

    // Whoever fills more playlists than this tells no more about what goes together.
    private const int MostOnPlaylists = 2_000;

    private readonly long _atMs = at.ToUnixTimeMilliseconds();
    private readonly long _heldOutMs = heldOut.ToUnixTimeMilliseconds();

    /// <summary>Makes a snapshot; who he is, and where, is for the caller to add.</summary>
    /// <param name="listener">The pseudonym.</param>
    /// <param name="plays">Plays in the order of <see cref="Listen.Compare"/>.</param>
    /// <param name="signals">Signals in the order of <see cref="Signal.Compare"/>.</param>
    /// <param name="firsts">Tracks that were ever heard, and when first.</param>
    public ListenerSnapshot Make(UInt128 listener, IReadOnlyList<Listen> plays, IReadOnlyList<Signal> signals, IReadOnlyDictionary<TrackKey, DateTimeOffset> firsts)
    {
        ArgumentNullException.ThrowIfNull(plays);
        ArgumentNullException.ThrowIfNull(signals);
        ArgumentNullException.ThrowIfNull(firsts);
        var tastes = new Dictionary<TrackKey, (double Before, double Now)>();
        foreach (var play in plays.Where(play => play.StartMs < _atMs))
            Add(play.Track, play.StartMs, ValueOf(play));
        var seen = signals.Where(signal => signal.At < at).ToList();
        foreach (var (track, atMs, value) in OfSignals(seen))
            Add(track, atMs, value);
        var heard = firsts.Where(one => one.Value < at).ToDictionary(one => one.Key, one => one.Value.ToUnixTimeMilliseconds());
        foreach (var play in plays.Where(play => play.StartMs < _atMs && play.IsHeard))
            heard[play.Track] = Math.Min(heard.GetValueOrDefault(play.Track, long.MaxValue), play.StartMs);
        return new ListenerSnapshot
        {
            Listener = listener,
            Tastes = [.. tastes.Select(one => new TasteEntry(one.Key, (float)one.Value.Before, (float)one.Value.Now)).OrderBy(entry => entry.Track.Value)],
            Heard = [.. heard.Keys.OrderBy(track => track.Value)],
            FirstHeard = [.. heard.Where(one => one.Value >= _heldOutMs && tastes.GetValueOrDefault(one.Key) is { Before: <= 0, Now: > 0 }).Select(one => one.Key).OrderBy(track => track.Value)],
            Playlists = PlaylistsOf(seen),
            Follows = LastSaid(seen, "follow", "follow", ArtistUri),
            BlockedArtists = LastSaid(seen, "block", "block", ArtistUri),
            BlockedTracks = [.. LastSaid(seen, "block", "block", TrackUri).Select(KeyOf).OfType<TrackKey>().OrderBy(track => track.Value)],
        };

        void Add(TrackKey track, long fromMs, double value)
        {
            var known = tastes.GetValueOrDefault(track);
            var before = fromMs < _heldOutMs ? value * Engagement.Weight(fromMs, _heldOutMs, halfLife) : 0;
            tastes[track] = (known.Before + before, known.Now + (value * Engagement.Weight(fromMs, _atMs, halfLife)));
        }
    }

    /// <summary>What a play says, -1 to 1 whatever figures it comes with.</summary>
    internal static double ValueOf(in Listen play) => Engagement.Of(play) is var value && double.IsFinite(value) ? Math.Clamp(value, -1, 1) : 0;

    private IReadOnlyList<PlaylistEntry> PlaylistsOf(IEnumerable<Signal> seen)
    {
        var entries = new SortedDictionary<(ulong Playlist, UInt128 Track), bool>();
        foreach (var signal in seen.Where(signal => signal is { Type: "playlist", Action: "add" or "remove", Target: not null } && signal.At < heldOut))
        {
            if (KeyOf(signal.Uri is { } uri && uri.StartsWith(TrackUri, StringComparison.Ordinal) ? uri[TrackUri.Length..] : null) is { } track)
                entries[(StableHash.Of(Encoding.UTF8.GetBytes($"{_heldOutMs} {signal.Target}")), track.Value)] = signal.Action == "add";
        }

        return [.. entries.Where(one => one.Value).Take(MostOnPlaylists).Select(one => new PlaylistEntry(one.Key.Playlist, new TrackKey(one.Key.Track)))];
    }

    private static IEnumerable<(TrackKey Track, long AtMs, double Value)> OfSignals(IReadOnlyList<Signal> signals)
    {
        var kept = new Dictionary<(string Type, string? Target, TrackKey Track), long>();
        foreach (var signal in signals)
        {
            if (KeyOf(signal.Uri is { } uri && uri.StartsWith(TrackUri, StringComparison.Ordinal) ? uri[TrackUri.Length..] : null) is not { } track)
                continue;
            switch (signal.Type, signal.Action)
            {
                case ("library", "save") or ("playlist", "add"):
                    kept[(signal.Type, signal.Target, track)] = signal.At.ToUnixTimeMilliseconds();
                    break;
                case ("library", "remove") or ("playlist", "remove"):
                    kept.Remove((signal.Type, signal.Target, track));
                    break;
                case ("share", _):
                    yield return (track, signal.At.ToUnixTimeMilliseconds(), 0.5);
                    break;
                case ("search", "open") or ("social", "react"):
                    yield return (track, signal.At.ToUnixTimeMilliseconds(), 0.25);
                    break;
                default:
                    break;
            }
        }

        // A track may be on several playlists of the listener: he is as sure of it as of one.
        foreach (var (one, atMs) in kept.GroupBy(one => (one.Key.Type, one.Key.Track)).Select(group => (group.Key, group.Max(entry => entry.Value))))
            yield return (one.Track, atMs, 1);
    }

    private static List<string> LastSaid(IReadOnlyList<Signal> signals, string type, string yes, string uriPrefix)
    {
        var last = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var signal in signals)
        {
            if (signal.Type == type && signal.Uri is { } uri && uri.StartsWith(uriPrefix, StringComparison.Ordinal))
                last[uri[uriPrefix.Length..]] = signal.Action == yes;
        }

        return [.. last.Where(one => one.Value).Select(one => one.Key)];
    }

    private static TrackKey? KeyOf(string? id) => id is not null && TrackKey.TryParse(id, out var key) ? key : null;
}
