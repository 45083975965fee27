using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Telemetry;

namespace Spotify.Core.Royalties.Periods;

/// <summary>Whether a track is paid in a month, and by what.</summary>
/// <param name="Track">The track.</param>
/// <param name="Verdict">Whether it is paid, and if not, why.</param>
/// <param name="Term">What a stream of it is worth.</param>
/// <param name="Streams">Its streams within the months that the rules look at.</param>
/// <param name="Listeners">Its distinct listeners in them: exact below the threshold, otherwise a number that is not below it.</param>
public sealed record JudgedTrack(TrackKey Track, EligibilityVerdict Verdict, TrackTerm Term, long Streams, long Listeners);
