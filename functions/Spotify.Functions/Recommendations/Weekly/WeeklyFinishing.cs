using Microsoft.Extensions.Logging;
using Spotify.Functions.Recommendations.Serving;

namespace Spotify.Functions.Recommendations.Weekly;

/// <summary>Ends a run.</summary>
internal sealed partial class WeeklyFinishing(RunFiles files, WeekStore weeks, TimeProvider time, ILogger<WeeklyFinishing> logger)
{
    /// <summary>Tells that lists are there. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<WeeklyOutcome> AnnounceAsync(FinishWeek input, CancellationToken cancellationToken)
    {
        await weeks.AnnounceAsync(input.Run, input.Outcome, time.GetUtcNow(), cancellationToken);
        Announced(input.Run.Week, input.Outcome.Listeners, input.Outcome.Full, input.Outcome.Model?.Serving ?? "no model");
        return input.Outcome;
    }

    /// <summary>Removes what a run left on its way. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<bool> CleanAsync(WeeklyRun run, CancellationToken cancellationToken)
    {
        await files.Files.RemoveAsync(run.Folder, cancellationToken);
        return true;
    }

    [LoggerMessage(EventId = 6401, Level = LogLevel.Information, Message = "The lists of {Week} are there: {Listeners} listeners, {Full} with a full Discover Weekly, made with {Model}")]
    private partial void Announced(string week, int listeners, int full, string model);
}
