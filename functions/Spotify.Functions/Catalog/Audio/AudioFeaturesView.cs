using Spotify.Core.Catalog;
using Spotify.Core.Ingestion.Analysis;

namespace Spotify.Functions.Catalog.Audio;

/// <summary>What a track sounds like in a few figures, in the Spotify Web API's shape.</summary>
internal sealed record AudioFeaturesView
{
    public required double Acousticness { get; init; }

    public required string AnalysisUrl { get; init; }

    public required double Danceability { get; init; }

    public required long DurationMs { get; init; }

    public required double Energy { get; init; }

    public required string Id { get; init; }

    public required double Instrumentalness { get; init; }

    public required int Key { get; init; }

    public required double Liveness { get; init; }

    public required double Loudness { get; init; }

    public required int Mode { get; init; }

    public required double Speechiness { get; init; }

    public required double Tempo { get; init; }

    public required int TimeSignature { get; init; }

    public required string TrackHref { get; init; }

    public string Type { get; } = "audio_features";

    public required string Uri { get; init; }

    public required double Valence { get; init; }

    /// <summary>Describes a track; null where it is not there or was not analysed.</summary>
    public static AudioFeaturesView? Of(Track? track, CatalogView view) => track?.Audio.Features is { } features ? Describe(track, features, view) : null;

    private static AudioFeaturesView Describe(Track track, AudioFeatures features, CatalogView view) => new()
    {
        Acousticness = features.Acousticness,
        AnalysisUrl = $"{view.Root}/v1/audio-analysis/{track.Id}",
        Danceability = features.Danceability,
        DurationMs = track.Audio.DurationMs,
        Energy = features.Energy,
        Id = track.Id,
        Instrumentalness = features.Instrumentalness,
        Key = features.Key,
        Liveness = features.Liveness,
        Loudness = features.Loudness,
        Mode = features.Mode,
        Speechiness = features.Speechiness,
        Tempo = features.Tempo,
        TimeSignature = features.TimeSignature,
        TrackHref = CatalogLinks.Href(view, CatalogKinds.Track, track.Id),
        Uri = CatalogLinks.Uri(CatalogKinds.Track, track.Id),
        Valence = features.Valence,
    };
}

/// <summary>Several tracks' figures, null in the place of what is not there.</summary>
internal sealed record AudioFeaturesListView(IReadOnlyList<AudioFeaturesView?> AudioFeatures);
