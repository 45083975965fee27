using System.Diagnostics.CodeAnalysis;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Platform.Auth;

/// <summary>Whose token it is, or what is wrong with it.</summary>
/// <param name="Caller">Whose token it is; null where it is not good.</param>
/// <param name="Fault">What is wrong, in a sentence for the caller; null where it is good.</param>
public readonly record struct TokenResult(Caller? Caller, string? Fault)
{
    /// <summary>Whether the token is good.</summary>
    [MemberNotNullWhen(true, nameof(Caller))]
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool IsGood => Caller is not null;

    internal static TokenResult Bad(string fault) => new(null, fault);
}
