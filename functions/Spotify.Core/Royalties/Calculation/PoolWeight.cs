namespace Spotify.Core.Royalties.Calculation;

/// <summary>What one recording weighs in one pool under each model, side by side.</summary>
/// <param name="Pool">The number of the pool in the <see cref="PoolTable"/>.</param>
/// <param name="Recording">What is weighed.</param>
/// <param name="Streams">Streams of a track that is paid.</param>
/// <param name="Ineligible">Streams of a track that is not paid this month.</param>
/// <param name="ProRata">Hundredths of streams.</param>
/// <param name="UserCentric">Billionths of minor units of what listeners paid.</param>
/// <param name="ArtistCentric">Billionths of hundredths of streams.</param>
/// <param name="StreamToOwn">Hundredths of thousandths of a major unit.</param>
public sealed record PoolWeight(
    int Pool, Recording Recording, long Streams, long Ineligible, Int128 ProRata, Int128 UserCentric, Int128 ArtistCentric, Int128 StreamToOwn)
{
    /// <summary>The weight under a model.</summary>
    public Int128 Under(RoyaltyModel model) => model switch
    {
        RoyaltyModel.ProRata => ProRata,
        RoyaltyModel.UserCentric => UserCentric,
        RoyaltyModel.ArtistCentric => ArtistCentric,
        _ => StreamToOwn,
    };

    /// <summary>Two shards of listeners together.</summary>
    public PoolWeight Add(PoolWeight other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return checked(new PoolWeight(
            Pool,
            Recording,
            Streams + other.Streams,
            Ineligible + other.Ineligible,
            ProRata + other.ProRata,
            UserCentric + other.UserCentric,
            ArtistCentric + other.ArtistCentric,
            StreamToOwn + other.StreamToOwn));
    }

    /// <summary>The order: pool, then recording.</summary>
    public static int Compare(PoolWeight x, PoolWeight y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var order = x.Pool.CompareTo(y.Pool);
        return order == 0 ? Recording.Compare(x.Recording, y.Recording) : order;
    }
}
