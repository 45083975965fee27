using System.Globalization;

namespace Spotify.Functions.Catalog.Figures;

/// <summary>What one range of the counters gives one bucket of ids: container <c>aggregates</c>, scope of run and bucket. Lives for two days.</summary>
internal sealed record PopularityPart
{
    /// <summary>How many scores one document holds; at most 1 KB each.</summary>
    public const int MaxScores = 1000;

    public static readonly TimeSpan TimeToLive = TimeSpan.FromDays(2);

    public string Type { get; init; } = "popularity_part";

    public int V { get; init; } = 1;

    public required IReadOnlyList<PopularityItem> Items { get; init; }

    public static string ScopeOf(string run, int bucket) => string.Create(CultureInfo.InvariantCulture, $"popularity-part:{run}:{bucket:00}");

    public static string IdOf(int part, int number) => string.Create(CultureInfo.InvariantCulture, $"{part:0000}-{number:0000}");
}

/// <summary>A score, or a part of it.</summary>
/// <param name="Kind">One of <see cref="CatalogKinds"/>.</param>
/// <param name="Id">What has it.</param>
/// <param name="Score">The sum of the weights of plays.</param>
/// <param name="Top">An artist's most played tracks of this part; null for all others.</param>
internal sealed record PopularityItem(string Kind, string Id, double Score, IReadOnlyList<TrackScore>? Top = null)
{
    private const int MostTracks = 20;

    /// <summary>Both parts together.</summary>
    public PopularityItem And(PopularityItem other) => this with { Score = Score + other.Score, Top = Top is null ? other.Top : BestOf(Top.Concat(other.Top ?? [])) };

    /// <summary>The best tracks, the best first.</summary>
    public static IReadOnlyList<TrackScore> BestOf(IEnumerable<TrackScore> tracks) =>
        [.. tracks.OrderByDescending(track => track.Score).ThenBy(track => track.Id, StringComparer.Ordinal).Take(MostTracks)];
}

/// <summary>A track's score.</summary>
internal sealed record TrackScore(string Id, double Score);
