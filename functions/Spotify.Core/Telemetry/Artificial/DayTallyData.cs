namespace Spotify.Core.Telemetry.Artificial;

/// <summary>A tally as it is stored and sent on.</summary>
/// <param name="Listeners">How many listeners there were.</param>
/// <param name="NewListeners">How many of them are new.</param>
/// <param name="Networks">Plays of each network.</param>
/// <param name="NetworkTracks">Plays and listeners of each track in each network.</param>
/// <param name="Artists">Listeners of each artist, and how many of them could be members of a ring.</param>
public sealed record DayTallyData(
    int Listeners,
    int NewListeners,
    IReadOnlyList<NetworkTally> Networks,
    IReadOnlyList<NetworkTrackTally> NetworkTracks,
    IReadOnlyList<ArtistTally> Artists);

/// <summary>Plays of a network.</summary>
public sealed record NetworkTally(string Network, int Plays);

/// <summary>Plays and listeners of a track in a network.</summary>
public sealed record NetworkTrackTally(string Network, string Track, int Plays, int Listeners);

/// <summary>Listeners of an artist; members are new accounts that hear hardly anything else.</summary>
public sealed record ArtistTally(string Artist, int Listeners, int Members);
