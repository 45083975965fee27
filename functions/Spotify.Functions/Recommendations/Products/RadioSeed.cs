using Spotify.Core.Catalog;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Telemetry;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>What a radio can play from.</summary>
internal enum SeedKind
{
    /// <summary><c>spotify:track:{id}</c>.</summary>
    Track,

    /// <summary><c>spotify:artist:{id}</c>.</summary>
    Artist,

    /// <summary><c>spotify:genre:{name}</c>, as addresses name it.</summary>
    Genre,

    /// <summary><c>spotify:tracks:{id},{id},...</c>: a playlist, by some of its tracks.</summary>
    Tracks,

    /// <summary><c>spotify:list:{name}</c>: one of the lists that are made for the listener.</summary>
    List,
}

/// <summary>What a radio plays from.</summary>
/// <param name="Kind">What kind of thing it is.</param>
/// <param name="Uri">Its address.</param>
/// <param name="Id">The part of the address behind the kind.</param>
internal sealed record RadioSeed(SeedKind Kind, string Uri, string Id)
{
    /// <summary>The most tracks that an address names.</summary>
    public const int MostTracks = 20;

    private static readonly (string Prefix, SeedKind Kind)[] Prefixes =
        [("spotify:track:", SeedKind.Track), ("spotify:artist:", SeedKind.Artist), ("spotify:genre:", SeedKind.Genre), ("spotify:tracks:", SeedKind.Tracks), (ListNames.Prefix, SeedKind.List)];

    /// <summary>The tracks that it names.</summary>
    public IReadOnlyList<TrackKey> Tracks => Kind is SeedKind.Track or SeedKind.Tracks ? [.. Id.Split(',').Select(id => TrackKey.TryParse(id, out var key) ? key : default).Distinct()] : [];

    /// <summary>Reads an address.</summary>
    /// <returns>Null where the text is none of those above.</returns>
    public static RadioSeed? Parse(string text)
    {
        foreach (var (prefix, kind) in Prefixes)
        {
            if (text.StartsWith(prefix, StringComparison.Ordinal) && text[prefix.Length..] is var id && IsValid(kind, id))
                return new RadioSeed(kind, text, id);
        }

        return null;
    }

    /// <summary>A seed of a playlist: of many tracks so many as fit, evenly from its beginning to its end.</summary>
    public static RadioSeed Of(IReadOnlyCollection<TrackKey> tracks)
    {
        var some = tracks.Index().Where(one => tracks.Count <= MostTracks || one.Index * MostTracks / tracks.Count != (one.Index - 1) * MostTracks / tracks.Count || one.Index == 0).Select(one => one.Item.ToString());
        var id = string.Join(',', some.Take(MostTracks));
        return new RadioSeed(SeedKind.Tracks, "spotify:tracks:" + id, id);
    }

    private static bool IsValid(SeedKind kind, string id) => kind switch
    {
        SeedKind.Track => TrackKey.TryParse(id, out _),
        SeedKind.Artist => SpotifyId.IsValid(id),
        SeedKind.Genre => GenreName.IsSlug(id),
        SeedKind.Tracks => id.Split(',') is { Length: <= MostTracks } ids && ids.All(one => TrackKey.TryParse(one, out _)),
        _ => ListNames.IsName(id),
    };
}

/// <summary>A seed as the model knows it.</summary>
/// <param name="Rows">Its tracks' rows.</param>
/// <param name="Reason">Why what is played from it is played.</param>
/// <param name="Track">The track that comes first; null where the seed is not one track.</param>
internal sealed record SeedRows(IReadOnlyList<int> Rows, ListReason Reason, TrackKey? Track)
{
    /// <summary>What the catalogue says goes with it, itself first; none where a model knows better.</summary>
    public IReadOnlyList<TrackKey> Around { get; init; } = [];
}
