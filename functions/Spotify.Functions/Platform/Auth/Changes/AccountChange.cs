namespace Spotify.Functions.Platform.Auth.Changes;

/// <summary>
/// Something of an account that changed while tokens are out which say otherwise. What it leaves null has not changed. It holds for tokens that were issued before
/// <see cref="At"/>: later ones say it themselves.
/// </summary>
/// <param name="UserId">Whose account, as the tokens' <c>sub</c> has it.</param>
/// <param name="At">When it changed.</param>
public sealed record AccountChange(string UserId, DateTimeOffset At)
{
    /// <summary>The tier from now on, as claim <c>tier</c> has it.</summary>
    public string? Tier { get; init; }

    /// <summary>The country from now on, as claim <c>country</c> has it.</summary>
    public string? Country { get; init; }

    /// <summary>Whether explicit content is filtered from now on, as claim <c>explicit_filter</c> has it.</summary>
    public bool? ExplicitFilter { get; init; }

    /// <summary>The grant (claim <c>sid</c>) whose tokens are no longer good.</summary>
    public string? RevokedSession { get; init; }

    /// <summary>Whether the account was closed: none of its tokens is good any more.</summary>
    public bool IsClosed { get; init; }
}
