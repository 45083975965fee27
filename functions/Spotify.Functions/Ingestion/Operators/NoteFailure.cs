using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Ingestion.Operators;

/// <summary>Keeps a step that failed for good.</summary>
public sealed class NoteFailure(FailureDesk desk)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">How it failed.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>True.</returns>
    [Function(nameof(NoteFailure))]
    public Task<bool> Run([ActivityTrigger] FailureNote input, CancellationToken cancellationToken) => desk.NoteAsync(input, cancellationToken);
}
