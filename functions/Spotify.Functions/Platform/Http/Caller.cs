using Spotify.Core.Playback;

namespace Spotify.Functions.Platform.Http;

/// <summary>Who calls, as his token says.</summary>
/// <param name="Subject">Claim <c>sub</c>: the user's id.</param>
/// <param name="Tier">Claim <c>tier</c>; free where the token does not say.</param>
/// <param name="Country">Claim <c>country</c>, ISO 3166-1 alpha-2 in capitals; empty where the token does not say, which no licence permits.</param>
/// <param name="Scopes">Claim <c>scope</c>, cut at its spaces.</param>
/// <param name="Label">Claim <c>label</c>: the label that the caller works for, or null.</param>
/// <param name="Artist">Claim <c>artist</c>: the artist that the caller is, or null.</param>
public sealed record Caller(string Subject, Tier Tier, string Country, IReadOnlySet<string> Scopes, string? Label, string? Artist)
{
    /// <summary>The scope of operators.</summary>
    public const string AdminScope = "admin";

    /// <summary>Whether the caller is an operator.</summary>
    public bool IsAdmin { get; } = Scopes.Contains(AdminScope);
}
