using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Recommendations.Products;

namespace Spotify.Functions.Recommendations.Experiments;

/// <summary>Notes that listeners were shown what an arm does: once for each listener, experiment and day. What cannot be written is logged, and the listener has his list all the same.</summary>
internal sealed partial class Exposures(IDocumentStore documents, ListenerSessions sessions, TimeProvider time, ILogger<Exposures> logger)
{
    // What this process has noted today; with more than that it is asked of the store again, which knows.
    private const int Remembered = 100_000;

    private readonly ConcurrentDictionary<string, byte> _noted = new(StringComparer.Ordinal);

    /// <summary>Notes a list that is shown; nothing where no experiment made it, or nothing is on it.</summary>
    public async Task NoteAsync(string userId, ShownList list, CancellationToken cancellationToken)
    {
        if (list is not { Arm: { } arm, Items.Count: > 0 } || !DocumentRules.IsValidPartitionKey(userId))
            return;
        var now = time.GetUtcNow();
        var id = ExposureDocument.IdOf(arm.Experiment, DateOnly.FromDateTime(now.UtcDateTime));
        var key = $"{id}:{userId}";
        if (_noted.ContainsKey(key))
            return;
        var exposure = new ExposureDocument
        {
            Experiment = arm.Experiment,
            Arm = arm.Arm,
            At = now,
            Tracks = [.. list.Items.Take(ExposureDocument.MostTracks).Select(item => new ExposedTrack(item.Item.Track.ToString(), item.Item.Slot, item.Item.Propensity, item.Item.Even, item.Item.Score))],
        };
        var written = await sessions.InTimeAsync(
            "a note of an exposure", async token => (object)(await documents.WriteAsync(DocumentContainer.Users, userId, DocumentOperation.Create(id, exposure, ExposureDocument.Kept), token)).Outcome, cancellationToken);
        if (written is not WriteOutcome.Written and not WriteOutcome.Conflict)
        {
            LogNotNoted(arm.Experiment);
            return;
        }

        if (_noted.Count >= Remembered)
            _noted.Clear();
        _noted[key] = 0;
    }

    [LoggerMessage(EventId = 6510, Level = LogLevel.Warning, Message = "A listener was shown a list of the experiment {Experiment}, and that could not be noted")]
    private partial void LogNotNoted(string experiment);
}
