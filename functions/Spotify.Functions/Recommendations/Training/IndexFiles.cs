using Spotify.Core.Recommendations.Model;
using Spotify.Core.Recommendations.Neighbours;
using Spotify.Core.Recommendations.Vectors;
using Spotify.Functions.Recommendations.Serving;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Training;

/// <summary>Makes the indexes of a model that is published, once for all who ask it, and opens them: a file is brought into the worker's own temporary folder and mapped there.</summary>
internal sealed class IndexFiles(RunFiles files)
{
    private const int Piece = 4 << 20;

    // An eighth of the lists finds all but one in forty (docs/recommendations-sound.md); how many vectors are compared at the most is said beside it.
    private const int PartOfLists = 8;

    private static string Folder => Path.Combine(Path.GetTempPath(), "recommendation-indexes");

    /// <summary>Makes an index. The same vectors give the same bytes.</summary>
    /// <param name="run">The run: says from how many tracks on there are indexes, and where they go.</param>
    /// <param name="name">What the file is called.</param>
    /// <param name="vectors">The vectors; null where there is no such model.</param>
    /// <param name="metric">What "like" means.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Null where there are no vectors, or so few that all are compared.</returns>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<StoredFile?> WriteAsync(WeeklyRun run, string name, FactorMatrix? vectors, VectorMetric metric, CancellationToken cancellationToken)
    {
        if (vectors is null || vectors.Rows == 0 || vectors.Rows <= run.ScannedTracks)
            return null;
        var path = NewPath();
        try
        {
            IvfIndex.Build(vectors, metric, path, new IvfOptions { Seed = run.Training.Seed, Threads = run.Training.Threads }, cancellationToken);
            return await files.CopyAsync(run.ModelFolder + name, path, cancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Opens those of a model.</summary>
    /// <returns>Null where it has none.</returns>
    /// <exception cref="FileNotFoundException">Its files are gone.</exception>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<TrackIndexes?> OpenAsync(ModelDocument model, CancellationToken cancellationToken) => model.VectorsIndexFile is not { } vectors
        ? null
        : new TrackIndexes(
            await OpenAsync(vectors, model.Tracks, cancellationToken),
            model.ContentIndexFile is { } content ? await OpenAsync(content, model.Tracks, cancellationToken) : null,
            model.AudioIndexFile is { } audio ? await OpenAsync(audio, model.Tracks, cancellationToken) : null,
            model.ComparedVectors);

    private async Task<IvfIndex> OpenAsync(StoredFile file, int tracks, CancellationToken cancellationToken)
    {
        var path = NewPath();
        try
        {
            await using (var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1))
            {
                var piece = new byte[Math.Min(Piece, file.Length)];
                for (long at = 0; at < file.Length; at += piece.Length)
                {
                    var some = piece.AsMemory(0, (int)Math.Min(piece.Length, file.Length - at));
                    await files.Files.ReadAsync(file.Name, at, some, cancellationToken);
                    await stream.WriteAsync(some, cancellationToken);
                }
            }

            return IvfIndex.TryOpen(path, probes: (int)Math.Sqrt(tracks) / PartOfLists) ?? throw new InvalidDataException($"The index in '{file.Name}' is damaged.");
        }
        finally
        {
            try
            {
                File.Delete(path);
            }
            catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
            {
                // Where mapped files cannot be removed it goes with the worker's folder.
            }
        }
    }

    private static string NewPath()
    {
        Directory.CreateDirectory(Folder);
        return Path.Combine(Folder, $"index-{Guid.NewGuid():n}");
    }
}
