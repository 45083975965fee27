using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Platform.Auth;

/// <summary>Tells whose token it is. Checked on this machine: no request leaves it but for the authority's keys, once in a while.</summary>
public interface ITokenValidator
{
    /// <summary>The fast way: a token that was checked a moment ago.</summary>
    /// <param name="token">The token alone, without <c>Bearer</c>.</param>
    /// <param name="caller">Whose it is.</param>
    bool TryGetChecked(ReadOnlySpan<char> token, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Caller? caller);

    /// <summary>Checks a token in full.</summary>
    /// <param name="token">The token alone, without <c>Bearer</c>.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    /// <exception cref="Core.TransientException">The authority's keys cannot be had at the moment.</exception>
    ValueTask<TokenResult> ValidateAsync(string token, CancellationToken cancellationToken);
}
