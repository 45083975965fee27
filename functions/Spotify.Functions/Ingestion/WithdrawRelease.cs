using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Ingestion.Steps;

namespace Spotify.Functions.Ingestion;

/// <summary>Ends all rights of a release, as its label asks.</summary>
public sealed class WithdrawRelease(Withdrawal withdrawal)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">The run whose message asks for it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(WithdrawRelease))]
    public Task<PublishResult> Run([ActivityTrigger] IngestInput input, CancellationToken cancellationToken) => withdrawal.WithdrawAsync(input, cancellationToken);
}
