using Spotify.Core.Telemetry;

namespace Spotify.Core.Royalties.Periods;

/// <summary>How often a listener has heard a track so far: what stream-to-own counts on from.</summary>
/// <param name="Listener">The pseudonym.</param>
/// <param name="Track">The track.</param>
/// <param name="Plays">Plays to pay in all ledgers so far.</param>
public sealed record HeardRow(UInt128 Listener, TrackKey Track, long Plays);
