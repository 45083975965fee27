namespace Spotify.Functions.Accounts;

/// <summary>Passwords that are known to have been stolen somewhere.</summary>
public interface IPasswordBreaches
{
    /// <summary>Whether a password is among them.</summary>
    /// <param name="password">The password.</param>
    /// <param name="cancellationToken">Stops the look-up.</param>
    ValueTask<bool> IsBreachedAsync(string password, CancellationToken cancellationToken = default);
}
