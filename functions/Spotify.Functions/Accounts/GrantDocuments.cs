using Spotify.Core.Accounts;

namespace Spotify.Functions.Accounts;

/// <summary>What a listener has allowed an app, as one sign-in of it: container <c>users</c>, partition user, id <see cref="IdOf"/> of the grant (claim <c>sid</c>).</summary>
internal sealed record GrantDocument
{
    public const string Prefix = "grant:";

    public string Type { get; init; } = "grant";

    public int V { get; init; } = 1;

    public required string ClientId { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UsedAt { get; init; }

    /// <summary>The refresh tokens.</summary>
    public required RefreshFamily Secret { get; init; }

    public static string IdOf(string grant) => Prefix + grant;
}

/// <summary>An authorisation code: container <c>users</c>, partition user, id <see cref="IdOf"/> of the grant that it becomes. It outlives its use, so that a second one is noticed.</summary>
internal sealed record CodeDocument
{
    public const string Prefix = "code:";

    /// <summary>For how long a code is remembered.</summary>
    public static readonly TimeSpan RememberedFor = TimeSpan.FromHours(1);

    public string Type { get; init; } = "authorization_code";

    public int V { get; init; } = 1;

    public required string ClientId { get; init; }

    public required string RedirectUri { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>What the verifier must fit (RFC 7636); null where the app sent none and keeps a secret.</summary>
    public string? Challenge { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>The hash of the code's secret.</summary>
    public required byte[] Secret { get; init; }

    public static string IdOf(string grant) => Prefix + grant;
}

/// <summary>What a listener has allowed an app for good: container <c>users</c>, partition user, id <see cref="IdOf"/> of the app.</summary>
internal sealed record ConsentDocument
{
    public string Type { get; init; } = "consent";

    public int V { get; init; } = 1;

    public required string ClientId { get; init; }

    public required IReadOnlyList<string> Scopes { get; init; }

    public required DateTimeOffset At { get; init; }

    public static string IdOf(string clientId) => "consent:" + clientId;
}

/// <summary>A browser that is signed in: container <c>users</c>, partition user, id <see cref="IdOf"/> of the session.</summary>
internal sealed record SessionDocument
{
    public const string Prefix = "session:";

    public string Type { get; init; } = "web_session";

    public int V { get; init; } = 1;

    public required DateTimeOffset SignedInAt { get; init; }

    /// <summary>The hash of the cookie's secret.</summary>
    public required byte[] Secret { get; init; }

    public static string IdOf(string session) => Prefix + session;
}
