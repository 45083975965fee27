namespace Spotify.Functions.Catalog.Figures;

/// <summary>What a run is to do.</summary>
/// <param name="Day">The last day that counts.</param>
public sealed record PopularityInput(DateOnly Day);

/// <summary>One range of the counters to be read.</summary>
/// <param name="Run">The run's name.</param>
/// <param name="Day">The last day that counts.</param>
/// <param name="Range">The range's token.</param>
/// <param name="Part">The range's number.</param>
public sealed record PopularityRangeInput(string Run, DateOnly Day, string Range, int Part);

/// <summary>One bucket of ids, whose parts have all been read.</summary>
/// <param name="Run">The run's name.</param>
/// <param name="Bucket">The bucket.</param>
public sealed record PopularityBucketInput(string Run, int Bucket);

/// <summary>The highest scores.</summary>
/// <param name="Track">Of any track.</param>
/// <param name="Album">Of any album.</param>
/// <param name="Artist">Of any artist.</param>
public sealed record PopularityTops(double Track, double Album, double Artist)
{
    /// <summary>The highest of both.</summary>
    /// <param name="other">Others.</param>
    public PopularityTops Or(PopularityTops other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(Math.Max(Track, other.Track), Math.Max(Album, other.Album), Math.Max(Artist, other.Artist));
    }
}

/// <summary>One bucket of ids to be written.</summary>
/// <param name="Run">The run's name.</param>
/// <param name="Bucket">The bucket.</param>
/// <param name="Tops">What has 100.</param>
public sealed record PopularityWriteInput(string Run, int Bucket, PopularityTops Tops);
