using Spotify.Core;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Platform.Flags;

/// <summary>Features in operators' hands.</summary>
public sealed class FlagDesk
{
    private readonly IDocumentStore _documents;
    private readonly FeatureFlags _flags;
    private readonly TimeProvider _time;

    internal FlagDesk(IDocumentStore documents, FeatureFlags flags, TimeProvider time) => (_documents, _flags, _time) = (documents, flags, time);

    /// <summary>All features as they are stored.</summary>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<IReadOnlyList<FlagView>> ListAsync(CancellationToken cancellationToken)
    {
        var page = await _documents.RangeAsync<FlagDocument>(DocumentContainer.System, FlagDocument.Kind, default, DocumentRules.MaxReads, null, cancellationToken);
        var set = page.Documents.ToDictionary(one => one.Id, one => one.Document.Value, StringComparer.Ordinal);
        return [.. FlagNames.All.Select(flag => ViewOf(flag, set.GetValueOrDefault(flag.Name)))];
    }

    /// <summary>One feature as it is stored; null where there is none of that name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<FlagView?> FindAsync(string name, CancellationToken cancellationToken) =>
        DefinitionOf(name) is { } flag ? ViewOf(flag, (await _documents.ReadAsync<FlagDocument>(DocumentContainer.System, FlagDocument.Kind, name, cancellationToken))?.Value) : null;

    /// <summary>Sets a feature; of two who set it at once, one after the other. Other instances follow within <see cref="FlagOptions.Refresh"/>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="percent">The share of listeners, 0 to 100 with at most two decimals.</param>
    /// <param name="killed">Off for everybody whatever the share.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Stops the write.</param>
    /// <returns>The feature; null where there is none of that name.</returns>
    /// <exception cref="TransientException">The store is in trouble, or many set it at once.</exception>
    public async Task<FlagView?> SetAsync(string name, decimal percent, bool killed, string reason, CancellationToken cancellationToken)
    {
        if (DefinitionOf(name) is not { } flag)
            return null;
        var share = FlagState.ShareOf(percent) ?? throw new ArgumentOutOfRangeException(nameof(percent));
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var found = await _documents.ReadAsync<FlagDocument>(DocumentContainer.System, FlagDocument.Kind, name, cancellationToken);
            var document = new FlagDocument
            {
                Share = share,
                Killed = killed,
                Changes = [new FlagChange(_time.GetUtcNow(), percent, killed, reason), .. (found?.Value.Changes ?? []).Take(FlagDocument.MostChanges - 1)],
            };
            var operation = found is null ? DocumentOperation.Create(name, document) : DocumentOperation.Replace(name, document, found.ETag);
            if (!(await _documents.WriteAsync(DocumentContainer.System, FlagDocument.Kind, operation, cancellationToken)).IsWritten)
                continue;
            _flags.Learn(name, document.ToState());
            return ViewOf(flag, document);
        }

        throw new TransientException($"Others keep setting the feature {name}.");
    }

    private static FlagDefinition? DefinitionOf(string name) => FlagNames.All.FirstOrDefault(flag => flag.Name == name);

    private FlagView ViewOf(FlagDefinition flag, FlagDocument? document)
    {
        var state = document?.ToState() ?? _flags.DefaultOf(flag.Name);
        return new FlagView(flag.Name, flag.Description, state.Share / 100m, state.IsKilled, document is null ? "settings" : "operator", document?.Changes ?? []);
    }
}
