using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Auth;

namespace Spotify.Functions.Accounts;

/// <summary>Every hour: makes the next signing key a day before it is due, and removes those that are over.</summary>
public sealed class RotateSigningKeys(SigningKeys keys, OwnAuthority authority)
{
    /// <summary>Runs the rotation; most hours there is nothing to do.</summary>
    /// <param name="timer">When it was due.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(RotateSigningKeys))]
    public Task Run([TimerTrigger("0 40 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        authority.IsHere ? keys.RotateAsync(cancellationToken) : Task.CompletedTask;
}
