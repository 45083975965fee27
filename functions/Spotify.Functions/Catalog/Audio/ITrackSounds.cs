using Spotify.Core.Ingestion.Analysis;

namespace Spotify.Functions.Catalog.Audio;

/// <summary>The spectrograms that ingestion keeps beside renditions.</summary>
public interface ITrackSounds
{
    /// <summary>A track's spectrogram.</summary>
    /// <param name="folder">Where the files of its sound lie in the container <c>audio</c>, up to the last slash.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>Null where there is none, or it is damaged.</returns>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    Task<MelSummary?> FindAsync(string folder, CancellationToken cancellationToken = default);
}

/// <summary>The storage itself.</summary>
internal sealed class TrackSounds(IAnalysisFiles files) : ITrackSounds
{
    public async Task<MelSummary?> FindAsync(string folder, CancellationToken cancellationToken = default) =>
        await files.FindAsync(folder + SoundFileNames.Mel, cancellationToken) is { } file ? MelSummary.TryRead(file.Content) : null;
}
