using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Spotify.Functions.Platform.Search;

namespace Spotify.Functions.Search;

/// <summary>Looks every ten seconds whether there is an index of the application's schema, and has items read again whose licence has changed.</summary>
public sealed partial class KeepSearchIndex(SearchGenerations generations, SearchUpdates updates, TimeProvider time, ILogger<KeepSearchIndex> logger)
{
    /// <summary>Does so.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="client">Starts the reindex.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(KeepSearchIndex))]
    public async Task Run(
        [TimerTrigger("*/10 * * * * *", RunOnStartup = true, UseMonitor = false)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var state = await generations.GetAsync(cancellationToken);
        if (await SearchRuns.StartIfNeededAsync(client, state, time.GetUtcNow(), cancellationToken))
            Started(state.Live is null ? "there is none" : "it is of another version");
        if (await updates.RefreshDueAsync(cancellationToken) is var count and > 0)
            Refreshed(count);
    }

    [LoggerMessage(EventId = 8505, Level = LogLevel.Information, Message = "The search index is being made: {Reason}.")]
    private partial void Started(string reason);

    [LoggerMessage(EventId = 8506, Level = LogLevel.Debug, Message = "{Count} items of the search index were read again in their time.")]
    private partial void Refreshed(int count);
}
