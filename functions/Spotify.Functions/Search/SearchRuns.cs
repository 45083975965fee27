using System.Globalization;
using Microsoft.DurableTask.Client;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Platform.Search;

namespace Spotify.Functions.Search;

/// <summary>Starts reindexes.</summary>
internal static class SearchRuns
{
    /// <summary>Starts one that an operator wants.</summary>
    /// <returns>The instance; the same one for everybody who asks within a second.</returns>
    public static async Task<string> StartAsync(DurableTaskClient client, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var instance = string.Create(CultureInfo.InvariantCulture, $"search-reindex-{now.UtcDateTime:yyyyMMdd-HHmmss}");
        await client.StartOnceAsync(nameof(ReindexSearch), instance, null, cancellationToken);
        return instance;
    }

    /// <summary>Starts one where the live index is of another schema than the application's, or there is none; once in ten minutes, should it fail.</summary>
    /// <returns>Whether one was started.</returns>
    public static async Task<bool> StartIfNeededAsync(DurableTaskClient client, SearchState state, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (state.Live is not null && state.LiveSchema == SearchGenerations.Schema)
            return false;
        var turn = now.ToUnixTimeSeconds() / (long)TimeSpan.FromMinutes(10).TotalSeconds;
        var instance = string.Create(CultureInfo.InvariantCulture, $"search-reindex-schema-{SearchGenerations.Schema}-{turn}");
        // One that takes longer than ten minutes goes on: another would only begin from the start.
        if (state.BuildingRun is { } run && await client.GetInstanceAsync(run, cancellationToken) is { IsRunning: true })
            return false;
        return await client.StartOnceAsync(nameof(ReindexSearch), instance, null, cancellationToken);
    }
}
