using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Serving;

/// <summary>Which weeks were made, and how that went.</summary>
public sealed class WeekStore(IDocumentStore documents)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    /// <summary>A week.</summary>
    /// <param name="week">The week.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<WeekDocument?> FindAsync(string week, CancellationToken cancellationToken) =>
        (await documents.ReadAsync<WeekDocument>(DocumentContainer.System, WeekDocument.Kind, week, cancellationToken))?.Value;

    internal async Task AnnounceAsync(WeeklyRun run, WeeklyOutcome outcome, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var document = new WeekDocument { Run = run.Run, At = now, Outcome = outcome };
        await documents.WriteAsync(DocumentContainer.System, WeekDocument.Kind, DocumentOperation.Upsert(run.Week, document, Kept), cancellationToken);
    }
}
