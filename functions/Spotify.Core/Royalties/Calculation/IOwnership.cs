using Spotify.Core.Royalties.Agreements;
using Spotify.Core.Royalties.Splits;
using Spotify.Core.Telemetry;

namespace Spotify.Core.Royalties.Calculation;

/// <summary>Who owns what in the period that is divided: a look-up in its frozen inputs.</summary>
public interface IOwnership
{
    /// <summary>The agreement on masters that covers a label's plays in a pool; null for none.</summary>
    Agreement? MasterOf(PoolKey pool, string label);

    /// <summary>The agreement on publishing that covers a track in a pool; null for none.</summary>
    Agreement? PublishingOf(PoolKey pool, TrackKey track);

    /// <summary>The split sheet of one side of a track in a country, flattened: shares come to 1,000,000,000. Empty where there is none.</summary>
    IReadOnlyList<HolderShare> SharesOf(TrackKey track, RoyaltySide side, string country);
}
