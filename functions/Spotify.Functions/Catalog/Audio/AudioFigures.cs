using Spotify.Core.Ingestion.Analysis;

namespace Spotify.Functions.Catalog.Audio;

/// <summary>What is known of the sound of published tracks.</summary>
public sealed class AudioFigures
{
    private readonly ICatalog _catalog;
    private readonly IAnalysisFiles _files;

    internal AudioFigures(ICatalog catalog, IAnalysisFiles files) => (_catalog, _files) = (catalog, files);

    /// <summary>The figures of several tracks, in order.</summary>
    internal async Task<AudioFeaturesListView> SeveralAsync(IReadOnlyList<string> ids, CatalogView view, CancellationToken cancellationToken)
    {
        // All are asked for before any is waited for, so that one slow read does not wait for another.
        var tracks = ids.Select(id => _catalog.FindTrackAsync(id, cancellationToken).AsTask()).ToList();
        return new AudioFeaturesListView([.. (await Task.WhenAll(tracks)).Select(found => AudioFeaturesView.Of(found?.Track, view))]);
    }

    /// <summary>The analysis of a track; null where the track is not there or was not analysed.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    internal async Task<AudioAnalysis?> AnalysisAsync(string id, CancellationToken cancellationToken)
    {
        if ((await _catalog.FindTrackAsync(id, cancellationToken))?.Track.Audio is not { Features: not null, Renditions: [var rendition, ..] })
            return null;
        // A track that shares its audio with another has its files where that one's are.
        var blob = rendition.Blob[..(rendition.Blob.LastIndexOf('/') + 1)] + SoundFileNames.Analysis;
        if (await _files.FindAsync(blob, cancellationToken) is not { } file)
            return null;
        using var content = new MemoryStream(file.Content, writable: false);
        return AnalysisFile.TryRead(content) is { } analysis ? analysis with { Meta = analysis.Meta with { Timestamp = file.WrittenAt.ToUnixTimeSeconds() } } : null;
    }
}
