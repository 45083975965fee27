using System.Globalization;
using Spotify.Core;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Platform.Search;

/// <summary>
/// Says which index is live: container <c>system</c>, kind <c>search</c>, one document for all instances. Queries ask a copy that is two seconds old at most while the
/// store answers, and the last one known while it does not.
/// </summary>
public sealed class SearchGenerations(IDocumentStore documents, TimeProvider time)
{
    /// <summary>The version of what an index holds and how it is cut into words; a live index of an older one is made anew.</summary>
    public const int Schema = 1;

    /// <summary>The documents' kind.</summary>
    public const string Kind = "search";

    /// <summary>How old the copy may be that queries ask.</summary>
    internal static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(2);

    private const string StateId = "state";
    private const string Prefix = "catalog-";

    private volatile Copy? _copy;

    /// <summary>Whether a name is one of the indexes that are made here.</summary>
    /// <param name="name">The name of an index.</param>
    public static bool IsOurs(string name) => name?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    /// <summary>How it stands, from the store.</summary>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async ValueTask<SearchState> GetAsync(CancellationToken cancellationToken)
    {
        var at = time.GetTimestamp();
        var state = (await documents.ReadAsync<SearchState>(DocumentContainer.System, Kind, StateId, cancellationToken))?.Value ?? new SearchState();
        _copy = new Copy(state, at);
        return state;
    }

    /// <summary>The live index; null where there is none.</summary>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble, and was never asked before.</exception>
    public async ValueTask<string?> GetLiveAsync(CancellationToken cancellationToken)
    {
        if (_copy is { } copy && time.GetElapsedTime(copy.At) < FreshFor)
            return copy.State.Live;
        try
        {
            return (await GetAsync(cancellationToken)).Live;
        }
        catch (TransientException) when (_copy is not null)
        {
            return _copy?.State.Live;
        }
    }

    /// <summary>Notes that a run fills an index; a repeat of the same run goes on with the same one.</summary>
    /// <param name="run">The orchestration.</param>
    /// <param name="create">Makes the index, before anybody is told of it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The index to fill, and what another run left.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<BegunIndex> BeginAsync(string run, Func<string, Task> create, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(create);
        var now = time.GetUtcNow();
        var known = await GetAsync(cancellationToken);
        if (known.BuildingRun == run && known.Building is { } same)
            return new BegunIndex(same, null);
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{now.UtcDateTime:yyyyMMddHHmmssfff}");
        await create(name);
        string? abandoned = null;
        var state = await ChangeAsync(
            before =>
            {
                if (before.BuildingRun == run && before.Building is not null)
                    return before;
                abandoned = before.Building;
                return before with
                {
                    Building = name,
                    BuildingRun = run,
                    BuildingSince = now,
                    Built = 0,
                };
            },
            cancellationToken);
        return new BegunIndex(state.Building!, abandoned);
    }

    /// <summary>Notes how far a run has come.</summary>
    /// <param name="run">The orchestration.</param>
    /// <param name="built">How many items it has put in.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task ReportAsync(string run, long built, CancellationToken cancellationToken) =>
        ChangeAsync(before => before.BuildingRun == run ? before with { Built = built } : before, cancellationToken);

    /// <summary>Makes the index that a run has filled the live one; safe to repeat.</summary>
    /// <param name="run">The orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>False where another run has begun since: then its index will be live.</returns>
    public async Task<bool> SwitchAsync(string run, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var isDone = false;
        await ChangeAsync(
            before =>
            {
                isDone = before.BuildingRun == run;
                return !isDone || before.Building is null
                    ? before
                    : before with { Live = before.Building, LiveSchema = Schema, LiveSince = now, Previous = before.Live, Building = null, BuildingSince = null };
            },
            cancellationToken);
        return isDone;
    }

    /// <summary>Notes that the index which was live before has been removed.</summary>
    /// <param name="index">The index.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public Task ForgetAsync(string index, CancellationToken cancellationToken) =>
        ChangeAsync(before => before.Previous == index ? before with { Previous = null } : before, cancellationToken);

    private async Task<SearchState> ChangeAsync(Func<SearchState, SearchState> change, CancellationToken cancellationToken)
    {
        for (; ; )
        {
            cancellationToken.ThrowIfCancellationRequested();
            var stored = await documents.ReadAsync<SearchState>(DocumentContainer.System, Kind, StateId, cancellationToken);
            var before = stored?.Value ?? new SearchState();
            var after = change(before);
            if (stored is not null && after == before)
                return before;
            var operation = stored is null ? DocumentOperation.Create(StateId, after) : DocumentOperation.Replace(StateId, after, stored.ETag);
            if (!(await documents.WriteAsync(DocumentContainer.System, Kind, operation, cancellationToken)).IsWritten)
                continue;
            _copy = new Copy(after, time.GetTimestamp());
            return after;
        }
    }

    private sealed record Copy(SearchState State, long At);
}

/// <summary>An index that is to be filled.</summary>
/// <param name="Index">Its name.</param>
/// <param name="Abandoned">The one that another run left half full, to be removed; null for none.</param>
public sealed record BegunIndex(string Index, string? Abandoned);
