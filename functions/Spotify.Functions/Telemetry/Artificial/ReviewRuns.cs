using System.Globalization;
using Microsoft.DurableTask.Client;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Telemetry.Artificial;

/// <summary>Starts reviews.</summary>
internal static class ReviewRuns
{
    /// <summary>Starts the review of a day once; a replay has a name of its own.</summary>
    /// <returns>The instance; null where the replay's name is none.</returns>
    public static async Task<string?> StartAsync(DurableTaskClient client, DateOnly date, string? replay, CancellationToken cancellationToken)
    {
        var day = date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (DurableRuns.IdOf($"review-{day}", replay) is not { } instance)
            return null;
        await client.StartOnceAsync(nameof(ReviewPlays), instance, new ReviewInput(day, SpotifyId.Derive("review", instance)), cancellationToken);
        return instance;
    }
}
