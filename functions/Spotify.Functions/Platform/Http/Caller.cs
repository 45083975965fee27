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

    /// <summary>Claim <c>client_id</c>: the app that the token was given to; null where the token does not say.</summary>
    public string? ClientId { get; init; }

    /// <summary>Whether the token is the app's own (client credentials): there is no listener then, and <see cref="Subject"/> is the app's id.</summary>
    public bool IsApp { get; init; }

    /// <summary>Claim <c>sid</c>: the grant that the token comes from, which can be revoked; null where the token does not say.</summary>
    public string? Session { get; init; }

    /// <summary>Claim <c>iat</c>: since when the token says what it says; the first of all times where it does not say.</summary>
    public DateTimeOffset IssuedAt { get; init; }

    /// <summary>Claim <c>explicit_filter</c>: whether the listener wants no explicit content.</summary>
    public bool FiltersExplicit { get; init; }

    /// <summary>Whether the caller is an operator.</summary>
    public bool IsAdmin { get; } = Scopes.Contains(AdminScope);
}
