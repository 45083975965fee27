namespace Spotify.Core.Royalties;

/// <summary>How the money of a pool finds its way to tracks. JSON: <c>pro_rata user_centric artist_centric stream_to_own</c>.</summary>
public enum RoyaltyModel
{
    /// <summary>By streams: a track gets the share of the pool that it has of the pool's streams.</summary>
    ProRata = 0,

    /// <summary>By listeners: what each subscriber paid is divided over what this subscriber heard. A pool without subscribers' fees is divided by streams.</summary>
    UserCentric = 1,

    /// <summary>By weighted streams: 1, doubled for professional artists, doubled for what a listener chose to hear; 1,000 streams a listener and month at most.</summary>
    ArtistCentric = 2,

    /// <summary>By what listeners would have paid for each play until the track is theirs: 0.002 x 2^(n-1) for the nth of nine plays, nothing afterwards.</summary>
    StreamToOwn = 3,
}
