using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Recommendations.Serving;

/// <summary>Every model that was made, published or refused, and which one serves.</summary>
public sealed class ModelRegistry(IDocumentStore documents)
{
    // Models are small beside their files; what is older has been looked at.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    /// <summary>The model that serves; null before the first is published.</summary>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<ModelDocument?> FindPublishedAsync(CancellationToken cancellationToken) =>
        await documents.ReadAsync<ServingModelDocument>(DocumentContainer.System, ServingModelDocument.Kind, ServingModelDocument.Id, cancellationToken) is { } serving
            ? await FindAsync(serving.Value.Version, cancellationToken) : null;

    /// <summary>A model.</summary>
    /// <param name="version">Its version.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<ModelDocument?> FindAsync(string version, CancellationToken cancellationToken) =>
        (await documents.ReadAsync<ModelDocument>(DocumentContainer.System, ModelDocument.Kind, version, cancellationToken))?.Value;

    /// <summary>The newest models first, as many as there are up to a number.</summary>
    /// <param name="count">1 to 100.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<IReadOnlyList<ModelDocument>> ListAsync(int count, CancellationToken cancellationToken)
    {
        var page = await documents.RangeAsync<ModelDocument>(DocumentContainer.System, ModelDocument.Kind, new IdRange(Descending: true), count, cancellationToken: cancellationToken);
        return [.. page.Documents.Select(one => one.Document.Value)];
    }

    /// <summary>Keeps a model, and lets it serve where it is published. Safe to repeat; a model of an earlier week never takes the place of a later one's.</summary>
    /// <param name="model">The model; its files are there.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Core.TransientException">The store is in trouble, or others keep publishing.</exception>
    public async Task KeepAsync(ModelDocument model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        await documents.WriteAsync(DocumentContainer.System, ModelDocument.Kind, DocumentOperation.Upsert(model.Version, model, Kept), cancellationToken);
        if (model.State != ModelState.Published)
            return;
        var serving = new ServingModelDocument { Version = model.Version, Week = model.Week };
        for (var round = 0; round < 10; round++)
        {
            var stored = await documents.ReadAsync<ServingModelDocument>(DocumentContainer.System, ServingModelDocument.Kind, ServingModelDocument.Id, cancellationToken);
            if (stored?.Value == serving || string.CompareOrdinal(stored?.Value.Week, model.Week) > 0)
                return;
            var write = stored is null ? DocumentOperation.Create(ServingModelDocument.Id, serving) : DocumentOperation.Replace(ServingModelDocument.Id, serving, stored.ETag);
            if ((await documents.WriteAsync(DocumentContainer.System, ServingModelDocument.Kind, write, cancellationToken)).IsWritten)
                return;
        }

        throw new Core.TransientException("Which model serves could not be written: others keep writing it.");
    }
}
