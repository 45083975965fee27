using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Catalog.Artists;

/// <summary>What artists say of themselves. Who says it first with a token that names him is verified by that.</summary>
public sealed class ArtistProfiles
{
    private const int Attempts = 20;
    private const int MaxBiography = 4000;
    private const int MaxLinks = 10;
    private const int MaxLink = 500;

    private readonly IDocumentStore _store;
    private readonly CatalogService _catalog;
    private readonly ICatalogAnnouncer _announcer;
    private readonly TimeProvider _time;

    internal ArtistProfiles(IDocumentStore store, CatalogService catalog, ICatalogAnnouncer announcer, TimeProvider time) =>
        (_store, _catalog, _announcer, _time) = (store, catalog, announcer, time);

    /// <summary>What is wrong with a profile; null where nothing is.</summary>
    internal static string? FindFault(ProfileRequest profile)
    {
        if (profile.Biography.Length > MaxBiography || !PlainText.IsText(profile.Biography))
            return "'biography' must be plain text of at most 4,000 characters.";
        if (profile.Links.Count > MaxLinks)
            return "'links' may name ten addresses.";
        return profile.Links.All(link => link.Length <= MaxLink && Uri.TryCreate(link, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps && address.UserInfo.Length == 0)
            ? null
            : "'links' must be https addresses of at most 500 characters.";
    }

    /// <summary>Changes what an artist says of himself.</summary>
    /// <param name="artistId">The artist.</param>
    /// <param name="profile">What he says, checked.</param>
    /// <param name="isHimself">Whether he says it, and not somebody for him: that verifies him, and nothing takes it away.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <returns>False where no release names such an artist.</returns>
    /// <exception cref="TransientException">The store or the hub is in trouble.</exception>
    internal async Task<bool> ChangeAsync(string artistId, ProfileRequest profile, bool isHimself, CancellationToken cancellationToken)
    {
        var id = ArtistDocument.IdOf(artistId);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (await _store.ReadCatalogAsync<ArtistDocument>(id, cancellationToken) is not { } there || there.Value.ToArtist(artistId) is not { } artist)
                return false;
            var said = new ArtistProfile(profile.Biography, profile.Links, isHimself || artist.IsVerified, _time.GetUtcNow());
            var result = await _store.WriteAsync(DocumentContainer.Catalog, id, DocumentOperation.Replace(id, there.Value with { Profile = said }, there.ETag), cancellationToken);
            if (!result.IsWritten)
                continue;
            _catalog.Artists.Forget(artistId);
            await _announcer.AnnounceAsync([new CatalogChange(CatalogKinds.Artist, artistId, _time.GetUtcNow())], cancellationToken);
            return true;
        }

        throw new TransientException($"Others kept changing {id}");
    }
}

/// <summary>What an artist says of himself.</summary>
internal sealed record ProfileRequest
{
    public string Biography { get; init; } = "";

    public IReadOnlyList<string> Links { get; init; } = [];
}
