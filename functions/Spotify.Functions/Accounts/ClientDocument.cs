namespace Spotify.Functions.Accounts;

/// <summary>An app that may ask for tokens: container <c>system</c>, kind <see cref="Kind"/>.</summary>
internal sealed record ClientDocument
{
    public const string Kind = "clients";

    public string Type { get; init; } = "client";

    public int V { get; init; } = 1;

    public required string ClientId { get; init; }

    /// <summary>What listeners are shown.</summary>
    public required string Name { get; init; }

    public IReadOnlyList<string> RedirectUris { get; init; } = [];

    /// <summary>Whether it can keep a secret; one that cannot proves itself by PKCE alone.</summary>
    public required bool IsConfidential { get; init; }

    /// <summary>What it may ask for; empty for all that any listener may grant.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>
    /// Whether each refresh gives another refresh token. One that keeps a secret may do without, since its refresh tokens are of no use to others: programs that were written
    /// for Spotify's own service keep the first one for ever.
    /// </summary>
    public bool RotatesRefresh { get; init; } = true;

    /// <summary>Two at the most: the new one and the one that it replaces.</summary>
    public IReadOnlyList<ClientSecret> Secrets { get; init; } = [];

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The operator who registered it.</summary>
    public required string CreatedBy { get; init; }
}

/// <summary>What is kept of a client's secret.</summary>
/// <param name="Id">Its name, for operators.</param>
/// <param name="Hash">Its SHA-256.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record ClientSecret(string Id, byte[] Hash, DateTimeOffset CreatedAt);
