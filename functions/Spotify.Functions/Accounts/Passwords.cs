using Microsoft.AspNetCore.Identity;
using Spotify.Core.Accounts;

namespace Spotify.Functions.Accounts;

/// <summary>Hashes passwords and checks them. Whether there is an account or not, one hash is computed: the time taken does not tell.</summary>
public sealed class Passwords(IPasswordHasher<AccountInfo> hasher, IEnumerable<IPasswordBreaches> breaches) : IDisposable
{
    // The framework's hasher has no use for the account.
    private static readonly AccountInfo Nobody = new("", "", "", "", default, AccountState.Closed);

    private readonly Lazy<string> _nobodys = new(() => hasher.HashPassword(Nobody, Secret.Create()));

    // A hash keeps a processor busy for a tenth of a second: whoever floods the sign-in page must leave some to those who play music.
    private readonly SemaphoreSlim _processors = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>Hashes a password.</summary>
    internal Task<string> HashAsync(string password, CancellationToken cancellationToken) => InTurnAsync(() => hasher.HashPassword(Nobody, password), cancellationToken);

    /// <summary>Checks a password.</summary>
    /// <param name="hash">The account's; null where there is no account, which nothing proves.</param>
    /// <param name="password">What was given.</param>
    /// <param name="cancellationToken">Stops waiting for a turn.</param>
    internal Task<PasswordVerificationResult> VerifyAsync(string? hash, string password, CancellationToken cancellationToken) => InTurnAsync(
        () =>
        {
            // Made at the first attempt of all, whosever it is.
            var nobodys = _nobodys.Value;
            var result = hasher.VerifyHashedPassword(Nobody, hash ?? nobodys, password);
            return hash is null ? PasswordVerificationResult.Failed : result;
        },
        cancellationToken);

    /// <summary>What is wrong with a new password, in a sentence; null where nothing is.</summary>
    internal async ValueTask<string?> FindFaultAsync(string? password, string? email, CancellationToken cancellationToken)
    {
        if (AccountRules.FindPasswordFault(password, email) is { } fault)
            return fault;
        foreach (var list in breaches)
        {
            if (await list.IsBreachedAsync(password!, cancellationToken))
                return "This password was stolen from another service: take another.";
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _processors.Dispose();

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _processors.WaitAsync(cancellationToken);
        try
        {
            return work();
        }
        finally
        {
            _processors.Release();
        }
    }
}
