using Spotify.Core;

namespace Spotify.Functions.Catalog;

/// <summary>Tells everybody that keeps copies of the catalogue what has changed in it.</summary>
internal interface ICatalogAnnouncer
{
    /// <summary>Announces changes. When it returns, the hub holds all of them.</summary>
    /// <param name="changes">The changes; none is nothing to do.</param>
    /// <param name="cancellationToken">Stops the call; what is on its way may still arrive.</param>
    /// <exception cref="TransientException">The hub has not taken all of them: announce them again.</exception>
    Task AnnounceAsync(IReadOnlyList<CatalogChange> changes, CancellationToken cancellationToken = default);
}
