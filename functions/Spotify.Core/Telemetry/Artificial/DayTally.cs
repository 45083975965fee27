namespace Spotify.Core.Telemetry.Artificial;

/// <summary>
/// What the rules about groups need to know of a day, summed up so that parts of the listeners can be looked at apart and put together: merging has no order. A listener
/// belongs to one part, so that numbers of listeners add up.
/// </summary>
public sealed class DayTally
{
    private readonly Dictionary<string, int> _networks = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Network, string Track), Sum> _networkTracks = [];
    private readonly Dictionary<string, ArtistSum> _artists = new(StringComparer.Ordinal);

    /// <summary>How many listeners there were.</summary>
    public int Listeners { get; private set; }

    /// <summary>How many of them are new.</summary>
    public int NewListeners { get; private set; }

    /// <summary>Takes in the day of one listener.</summary>
    /// <param name="plays">Plays of one listener that no rule about one listener took out.</param>
    /// <param name="bounds">Where the lines are.</param>
    public void Add(IReadOnlyCollection<PlayFact> plays, ArtificialBounds bounds)
    {
        ArgumentNullException.ThrowIfNull(plays);
        ArgumentNullException.ThrowIfNull(bounds);
        if (plays.Count == 0)
            return;
        Listeners++;
        var isNew = GroupRules.IsNew(plays, bounds);
        NewListeners += isNew ? 1 : 0;
        foreach (var network in plays.Where(play => play.Network is not null).GroupBy(play => play.Network!, StringComparer.Ordinal))
        {
            _networks[network.Key] = _networks.GetValueOrDefault(network.Key) + network.Count();
            foreach (var track in network.GroupBy(play => play.Track, StringComparer.Ordinal))
                Grow(_networkTracks, (network.Key, track.Key), track.Count(), 1);
        }

        var member = isNew ? GroupRules.MemberOf(plays, bounds) : null;
        foreach (var artist in plays.Where(play => play.Artist is not null).Select(play => play.Artist!).Distinct(StringComparer.Ordinal))
        {
            var sum = _artists.GetValueOrDefault(artist);
            _artists[artist] = new ArtistSum(sum.Listeners + 1, sum.Members + (artist == member ? 1 : 0));
        }
    }

    /// <summary>Takes in another part of the day.</summary>
    public void Merge(DayTallyData part)
    {
        ArgumentNullException.ThrowIfNull(part);
        Listeners += part.Listeners;
        NewListeners += part.NewListeners;
        foreach (var network in part.Networks)
            _networks[network.Network] = _networks.GetValueOrDefault(network.Network) + network.Plays;
        foreach (var track in part.NetworkTracks)
            Grow(_networkTracks, (track.Network, track.Track), track.Plays, track.Listeners);
        foreach (var artist in part.Artists)
        {
            var sum = _artists.GetValueOrDefault(artist.Artist);
            _artists[artist.Artist] = new ArtistSum(sum.Listeners + artist.Listeners, sum.Members + artist.Members);
        }
    }

    /// <summary>The tally as data, in the order of its keys: the same listeners give the same data.</summary>
    public DayTallyData ToData() => new(
        Listeners,
        NewListeners,
        [.. _networks.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new NetworkTally(pair.Key, pair.Value))],
        [
            .. _networkTracks.OrderBy(pair => pair.Key.Network, StringComparer.Ordinal).ThenBy(pair => pair.Key.Track, StringComparer.Ordinal)
                .Select(pair => new NetworkTrackTally(pair.Key.Network, pair.Key.Track, pair.Value.Plays, pair.Value.Listeners)),
        ],
        [.. _artists.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new ArtistTally(pair.Key, pair.Value.Listeners, pair.Value.Members))]);

    private static void Grow(Dictionary<(string, string), Sum> sums, (string, string) key, int plays, int listeners)
    {
        var sum = sums.GetValueOrDefault(key);
        sums[key] = new Sum(sum.Plays + plays, sum.Listeners + listeners);
    }

    private readonly record struct Sum(int Plays, int Listeners);

    private readonly record struct ArtistSum(int Listeners, int Members);
}
