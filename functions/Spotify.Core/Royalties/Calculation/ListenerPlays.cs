namespace Spotify.Core.Royalties.Calculation;

/// <summary>A listener's plays of one recording in one market. Plays come by listener; a listener's own by market, then in the order of recordings.</summary>
/// <param name="Listener">The pseudonym.</param>
/// <param name="Market">The number of the market in the <see cref="PoolTable"/>.</param>
/// <param name="Recording">The number of the recording in the <see cref="RecordingTable"/>.</param>
/// <param name="Plays">Plays to pay, 0 or more.</param>
/// <param name="Active">How many of them the listener chose: from a search, an artist's or album's page, an own playlist or the library.</param>
/// <param name="Earlier">Plays of the track before this month under stream-to-own; the same in all rows of a track.</param>
public readonly record struct ListenerPlays(UInt128 Listener, int Market, int Recording, long Plays, long Active, long Earlier = 0);

/// <summary>What a listener paid into one pool this month.</summary>
/// <param name="Listener">The pseudonym.</param>
/// <param name="Pool">The number of the pool in the <see cref="PoolTable"/>.</param>
/// <param name="Net">Minor units of the pool's currency, less tax, fees and what was paid back; what is not above 0 counts as nothing.</param>
public readonly record struct ListenerFee(UInt128 Listener, int Pool, long Net);

/// <summary>What must be known of a track, frozen with a period's inputs.</summary>
/// <param name="Artist">The first artist: whose listeners make a professional; null where the catalogue has none.</param>
/// <param name="DurationMs">How long it is, in milliseconds.</param>
/// <param name="IsNoise">Whether it is functional noise: rain, a fan, white noise.</param>
public sealed record TrackFact(UInt128? Artist, long DurationMs, bool IsNoise);

/// <summary>What a stream of a track is worth this month.</summary>
/// <param name="Hundredths">Hundredths of a stream; 0 where the track is not paid.</param>
/// <param name="IsProfessional">Whether its artist is one, which doubles artist-centric weights.</param>
public readonly record struct TrackTerm(int Hundredths, bool IsProfessional);
