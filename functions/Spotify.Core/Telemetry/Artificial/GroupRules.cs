namespace Spotify.Core.Telemetry.Artificial;

/// <summary>The rules that look at many listeners together.</summary>
public static class GroupRules
{
    /// <summary>Finds what is suspicious in a whole day.</summary>
    /// <param name="day">All parts of the day, merged.</param>
    /// <param name="bounds">Where the lines are.</param>
    public static SuspectGroups Find(DayTallyData day, ArtificialBounds bounds)
    {
        ArgumentNullException.ThrowIfNull(day);
        ArgumentNullException.ThrowIfNull(bounds);
        var plays = day.Networks.ToDictionary(network => network.Network, network => network.Plays, StringComparer.Ordinal);
        var networks = day.NetworkTracks
            .Where(one => one.Listeners >= bounds.NetworkListeners && one.Plays >= bounds.NetworkPlays && one.Plays >= bounds.NetworkShare * plays[one.Network])
            .Select(one => new SuspectNetwork(one.Network, one.Track, one.Plays, one.Listeners, (double)one.Plays / plays[one.Network]))
            .ToList();
        var rings = day.NewListeners > bounds.MostNewAccounts * day.Listeners
            ? []
            : day.Artists
                .Where(one => one.Members >= bounds.RingListeners && one.Members >= bounds.RingShare * one.Listeners)
                .Select(one => new SuspectRing(one.Artist, one.Members, one.Listeners))
                .ToList();
        return new SuspectGroups(networks, rings);
    }

    /// <summary>What of one listener's day belongs to suspicious groups.</summary>
    /// <param name="plays">Plays of one listener that no rule about one listener took out.</param>
    /// <param name="suspects">The day's groups.</param>
    /// <param name="bounds">Where the lines are.</param>
    /// <returns>Findings, each play in one at most.</returns>
    public static IReadOnlyList<Finding> Examine(IReadOnlyCollection<PlayFact> plays, SuspectGroups suspects, ArtificialBounds bounds)
    {
        ArgumentNullException.ThrowIfNull(plays);
        ArgumentNullException.ThrowIfNull(suspects);
        var open = plays.OrderBy(play => play.StartMs).ThenBy(play => play.PlayId, StringComparer.Ordinal).ToList();
        var findings = new List<Finding>();
        foreach (var network in suspects.Networks)
        {
            var taken = open.FindAll(play => play.Network == network.Network && play.Track == network.Track);
            Take(ArtificialReason.NetworkBurst, $"{network.Network}-{network.Track}", taken, ("listeners", network.Listeners), ("plays", network.Plays), ("share_of_network", network.Share));
        }

        if (IsNew(open, bounds) && MemberOf(plays, bounds) is { } artist && suspects.Rings.FirstOrDefault(ring => ring.Artist == artist) is { } suspect)
        {
            var taken = open.FindAll(play => play.Artist == artist);
            Take(ArtificialReason.NewAccountRing, artist, taken, ("members", suspect.Members), ("listeners_of_artist", suspect.Listeners));
        }

        return findings;

        void Take(ArtificialReason reason, string group, List<PlayFact> taken, params (string Name, double Value)[] evidence)
        {
            if (taken.Count == 0)
                return;
            findings.Add(new Finding(reason, taken[0].Listener, group, taken, evidence.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal)));
            open.RemoveAll(taken.Contains);
        }
    }

    /// <summary>Whether the listener was new when the day's last play began.</summary>
    internal static bool IsNew(IReadOnlyCollection<PlayFact> plays, ArtificialBounds bounds) =>
        plays.Count > 0 && plays.First().ListenerSinceMs is { } since && plays.Max(play => play.StartMs) - since < bounds.NewAccount.TotalMilliseconds;

    /// <summary>The artist to whom a listener's day belongs nearly whole, or null.</summary>
    internal static string? MemberOf(IReadOnlyCollection<PlayFact> plays, ArtificialBounds bounds)
    {
        var first = plays.Where(play => play.Artist is not null).GroupBy(play => play.Artist!, StringComparer.Ordinal)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal).FirstOrDefault();
        return first is not null && first.Count() >= bounds.RingPlays && first.Count() >= bounds.RingFocus * plays.Count ? first.Key : null;
    }
}

/// <summary>The suspicious groups of a day.</summary>
/// <param name="Networks">Networks that played little but one track.</param>
/// <param name="Rings">Artists whose listeners are nearly all new accounts that hear nothing else.</param>
public sealed record SuspectGroups(IReadOnlyList<SuspectNetwork> Networks, IReadOnlyList<SuspectRing> Rings)
{
    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => Networks.Count == 0 && Rings.Count == 0;
}

/// <summary>A network that played little but one track.</summary>
public sealed record SuspectNetwork(string Network, string Track, int Plays, int Listeners, double Share);

/// <summary>An artist whose listeners are nearly all new accounts.</summary>
public sealed record SuspectRing(string Artist, int Members, int Listeners);
