using Spotify.Core.Recommendations.Model;
using Spotify.Core.Recommendations.Snapshot;
using Spotify.Core.Recommendations.Vectors;
using Spotify.Functions.Recommendations.Training;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Serving;

/// <summary>Loads models out of their files; one that was asked for of late is at hand.</summary>
internal sealed class ModelStore(ModelRegistry registry, RunFiles files, IndexFiles indexes, RunCache cache)
{
    /// <summary>A model, ready to be asked.</summary>
    /// <returns>Null where there is none of this version.</returns>
    /// <exception cref="FileNotFoundException">Its files are gone.</exception>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<RecommendationModel?> FindAsync(string version, CancellationToken cancellationToken) =>
        await registry.FindAsync(version, cancellationToken) is { } model ? await LoadAsync(model, cancellationToken) : null;

    /// <summary>The model of a document.</summary>
    /// <inheritdoc cref="FindAsync"/>
    public Task<RecommendationModel> LoadAsync(ModelDocument model, CancellationToken cancellationToken) => cache.GetAsync(
        $"model {model.Version} {model.VectorsFile.Name}",
        async () => new RecommendationModel(
            TrackCatalogue.Read(await files.ReadAsync(model.CatalogueFile, CancellationToken.None)),
            await files.ReadMatrixAsync(model.VectorsFile, CancellationToken.None),
            model.Training,
            await FindMatrixAsync(model.ContentFile),
            await FindMatrixAsync(model.AudioFile),
            model.NeighboursFile is { } neighbours ? await files.ReadNeighboursAsync(neighbours, CancellationToken.None) : null,
            model.FactorShare)
        {
            Indexes = await indexes.OpenAsync(model, CancellationToken.None),
        },
        cancellationToken);

    private async Task<FactorMatrix?> FindMatrixAsync(StoredFile? file) => file is null ? null : await files.ReadMatrixAsync(file, CancellationToken.None);
}
