using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Search;

namespace Spotify.Functions.Search;

/// <summary>The steps of a reindex; each is safe to repeat.</summary>
public sealed partial class SearchReindexing(
    ISearchIndex index, SearchGenerations generations, SearchUpdates updates, ICatalog catalog, ILogger<SearchReindexing> logger)
{
    private const int ItemsAtOnce = 500;
    private const int ItemsPerReport = 5000;

    /// <summary>Makes the index to be filled, and removes the one that another run left half full.</summary>
    /// <param name="run">The orchestration.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The index.</returns>
    /// <exception cref="TransientException">A store or the index is in trouble.</exception>
    public async Task<string> BeginAsync(string run, CancellationToken cancellationToken)
    {
        // It exists before anybody is told of it, or a change of the catalogue would find nothing to write to. A repeat of this step makes another, which goes with the next run.
        var begun = await generations.BeginAsync(run, name => index.CreateAsync(name, cancellationToken), cancellationToken);
        if (begun.Abandoned is { } abandoned)
            await index.DropAsync(abandoned, cancellationToken);
        return begun.Index;
    }

    /// <summary>Puts in everything that is published.</summary>
    /// <param name="input">Into which index.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How many items.</returns>
    /// <exception cref="TransientException">A store, the catalogue or the index is in trouble.</exception>
    public async Task<long> FillAsync(FillInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (filled, reported) = (0L, 0L);
        var part = new List<CatalogChange>(ItemsAtOnce);
        await foreach (var item in catalog.ScanAsync(cancellationToken))
        {
            part.Add(item);
            if (part.Count < ItemsAtOnce)
                continue;
            filled += await updates.FillAsync(input.Index, SearchSource.KeysOf(part), cancellationToken);
            part.Clear();
            if (filled - reported < ItemsPerReport)
                continue;
            await generations.ReportAsync(input.Run, filled, cancellationToken);
            reported = filled;
        }

        filled += await updates.FillAsync(input.Index, SearchSource.KeysOf(part), cancellationToken);
        await index.FinishAsync(input.Index, cancellationToken);
        await generations.ReportAsync(input.Run, filled, cancellationToken);
        return filled;
    }

    /// <summary>Makes the filled index the live one.</summary>
    /// <param name="input">Which index.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>False where another run has begun since.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<bool> SwitchAsync(FillInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var isLive = await generations.SwitchAsync(input.Run, cancellationToken);
        if (isLive)
            Switched(input.Index);
        else
            Overtaken(input.Run);
        return isLive;
    }

    /// <summary>Removes every index that is neither live nor being filled.</summary>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How many.</returns>
    /// <exception cref="TransientException">A store or the index is in trouble.</exception>
    public async Task<int> RemoveOldAsync(CancellationToken cancellationToken)
    {
        var names = await index.ListAsync(cancellationToken);
        var state = await generations.GetAsync(cancellationToken);
        // Names tell the time: one that is later than the live index may be about to be filled.
        var old = names.Where(name => SearchGenerations.IsOurs(name) && string.CompareOrdinal(name, state.Live) < 0 && name != state.Building).ToList();
        foreach (var name in old)
            await index.DropAsync(name, cancellationToken);
        if (state.Previous is { } previous)
            await generations.ForgetAsync(previous, cancellationToken);
        return old.Count;
    }

    [LoggerMessage(EventId = 8503, Level = LogLevel.Information, Message = "Index {Index} answers searches from now on.")]
    private partial void Switched(string index);

    [LoggerMessage(EventId = 8504, Level = LogLevel.Warning, Message = "Reindex {Run} was overtaken by another; its index is not used.")]
    private partial void Overtaken(string run);
}
