using Spotify.Core.Playback;
using Spotify.Core.Telemetry.Closing;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Plays of the ledger as a closing sees them.</summary>
internal static class LedgerPlays
{
    /// <summary>What money needs of a document.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="listener">Its partition.</param>
    /// <param name="play">The document.</param>
    public static LedgerPlay Of(string id, string listener, PlayDocument play) => new()
    {
        Id = id,
        Listener = listener,
        Period = play.Period,
        AdjustmentOf = play.AdjustmentOf,
        Track = play.Track,
        Isrc = play.Isrc,
        Label = play.Label,
        Market = play.Market,
        Product = ProductOf(play.Tier),
        StartedAt = play.StartedAt,
        ListenedMs = play.ListenedMs,
        DurationMs = play.DurationMs,
        Delta = play.Delta,
        Counted = play.Counted,
        Excluded = play.Excluded,
        RightsFrom = play.RightsFrom,
        RightsUntil = play.RightsUntil,
        Licensed = play.Licensed,
    };

    /// <summary>A plan as the ledger, its rows and the counters of days name it.</summary>
    public static string ProductOf(Tier tier) => tier switch
    {
        Tier.Free => "free",
        Tier.Premium => "premium",
        Tier.Family => "family",
        Tier.Student => "student",
        Tier.Trial => "trial",
        _ => throw new InvalidDataException($"{tier} is no product."),
    };
}
