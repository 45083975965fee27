using Spotify.Functions.Platform.Caching;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Recommendations.Editorial;

/// <summary>The shelves that editors fill. There are few; listeners' requests read them from this process, which looks for changes every minute.</summary>
public sealed class EditorialShelves
{
    /// <summary>The most shelves that there may be.</summary>
    internal const int Most = 200;

    private const string Everything = "all";

    private readonly IDocumentStore _documents;
    private readonly ReadThroughCache<Shelves> _cache;

    internal EditorialShelves(IDocumentStore documents, SpotifyMetrics metrics, TimeProvider time)
    {
        _documents = documents;
        var options = new ReadThroughCacheOptions { Capacity = 1, FreshFor = TimeSpan.FromMinutes(1), ConfirmWithin = TimeSpan.FromMinutes(1) };
        _cache = new("editorial_shelves", options, async (_, token) => new Shelves(await ListAsync(token)), static (one, other) => one.All.SequenceEqual(other.All), metrics, time);
    }

    /// <summary>Every shelf by its name, as the store has it.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    internal async Task<IReadOnlyList<EditorialShelf>> ListAsync(CancellationToken cancellationToken)
    {
        var page = await _documents.RangeAsync<EditorialShelf>(DocumentContainer.System, EditorialShelf.Kind, default, Most, null, cancellationToken);
        return [.. page.Documents.Select(one => one.Document.Value)];
    }

    /// <summary>The shelves that are shown in a country now, the newest first; what was read before while the store is in trouble.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble and they were not read before.</exception>
    internal async Task<IReadOnlyList<EditorialShelf>> ShownAsync(string country, DateTimeOffset now, CancellationToken cancellationToken) =>
        [.. (await _cache.GetAsync(Everything, cancellationToken))!.All.Where(shelf => shelf.IsShown(country, now)).OrderByDescending(shelf => shelf.From ?? shelf.At).ThenBy(shelf => shelf.Name, StringComparer.Ordinal)];

    /// <summary>A shelf.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    internal async Task<EditorialShelf?> FindAsync(string name, CancellationToken cancellationToken) =>
        EditorialShelf.IsName(name) ? (await _documents.ReadAsync<EditorialShelf>(DocumentContainer.System, EditorialShelf.Kind, name, cancellationToken))?.Value : null;

    /// <summary>Puts a shelf, checked, in the place of the one of its name. Safe to repeat.</summary>
    /// <returns>False where there are as many as there may be.</returns>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    internal async Task<bool> PutAsync(EditorialShelf shelf, CancellationToken cancellationToken)
    {
        if ((await ListAsync(cancellationToken)) is { Count: >= Most } all && all.All(one => one.Name != shelf.Name))
            return false;
        await _documents.WriteAsync(DocumentContainer.System, EditorialShelf.Kind, DocumentOperation.Upsert(shelf.Name, shelf), cancellationToken);
        _cache.Remove(Everything);
        return true;
    }

    /// <summary>Removes a shelf.</summary>
    /// <returns>False where there is none.</returns>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    internal async Task<bool> RemoveAsync(string name, CancellationToken cancellationToken)
    {
        var result = EditorialShelf.IsName(name) ? await _documents.WriteAsync(DocumentContainer.System, EditorialShelf.Kind, DocumentOperation.Delete(name), cancellationToken) : default;
        _cache.Remove(Everything);
        return EditorialShelf.IsName(name) && result.IsWritten;
    }

    private sealed record Shelves(IReadOnlyList<EditorialShelf> All);
}

/// <summary>Shelves that editors fill.</summary>
/// <param name="Shelves">The shelves, by name.</param>
internal sealed record EditorialShelvesView(IReadOnlyList<EditorialShelfView> Shelves);

/// <summary>A shelf that editors fill.</summary>
/// <param name="Name">What addresses call it.</param>
/// <param name="Title">What listeners read above it.</param>
/// <param name="Tracks">Ids of its tracks.</param>
/// <param name="Markets">Where it is shown.</param>
/// <param name="From">From when on; null for at once.</param>
/// <param name="To">Until when, not included; null for until it is removed.</param>
/// <param name="By">Who wrote it last.</param>
/// <param name="At">When that was.</param>
internal sealed record EditorialShelfView(
    string Name, string Title, IReadOnlyList<string> Tracks, IReadOnlyList<string> Markets, DateTimeOffset? From, DateTimeOffset? To, string By, DateTimeOffset At)
{
    public static EditorialShelfView Of(EditorialShelf shelf) => new(shelf.Name, shelf.Title, shelf.Tracks, shelf.Markets, shelf.From, shelf.To, shelf.By, shelf.At);
}

/// <summary>A shelf as an editor writes it.</summary>
internal sealed record EditorialRequest
{
    /// <summary>What listeners read above it, a line of 1 to 100 characters.</summary>
    public required string Title { get; init; }

    /// <summary>Ids of its tracks, 1 to 100.</summary>
    public required IReadOnlyList<string> Tracks { get; init; }

    /// <summary>Where it is shown: countries, or * for everywhere.</summary>
    public IReadOnlyList<string> Markets { get; init; } = ["*"];

    /// <summary>From when on it is shown; at once where it is not said.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Until when, not included; until it is removed where it is not said.</summary>
    public DateTimeOffset? To { get; init; }

    public EditorialShelf ToShelf(string name, string by, DateTimeOffset at) => new() { Name = name, Title = Title, Tracks = Tracks, Markets = Markets, From = From, To = To, By = by, At = at };
}
