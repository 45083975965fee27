using System.Diagnostics.CodeAnalysis;
using Spotify.Core.Catalog;

namespace Spotify.Core.Accounts;

/// <summary>
/// How codes, refresh tokens and sessions are written: whose it is, which one of his it is, and a secret. To everybody else it is one opaque text; to us it says where to
/// look, so that no index of secrets is needed.
/// </summary>
/// <param name="UserId">Whose.</param>
/// <param name="Id">Which one of his.</param>
/// <param name="Secret">What proves it.</param>
public sealed record CredentialText(string UserId, string Id, string Secret)
{
    /// <summary>Reads one.</summary>
    /// <param name="text">What a client sent.</param>
    /// <param name="credential">Its parts, of which nothing is proved yet.</param>
    /// <param name="secretLength">Characters of its secret.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out CredentialText? credential, int secretLength)
    {
        credential = null;
        if (text is null || text.Length != (2 * SpotifyId.Length) + secretLength)
            return false;
        var (user, id) = (text[..SpotifyId.Length], text[SpotifyId.Length..(2 * SpotifyId.Length)]);
        if (!SpotifyId.IsValid(user) || !SpotifyId.IsValid(id) || text.AsSpan(2 * SpotifyId.Length).ContainsAnyExcept(SecretCharacters))
            return false;
        credential = new CredentialText(user, id, text[(2 * SpotifyId.Length)..]);
        return true;
    }

    /// <summary>As it is given to a client.</summary>
    public override string ToString() => UserId + Id + Secret;

    private static readonly System.Buffers.SearchValues<char> SecretCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}
