using Spotify.Core.Accounts;
using Spotify.Core.Catalog;

namespace Spotify.Functions.Accounts;

/// <summary>An account: container <c>users</c>, partition user.</summary>
internal sealed record AccountDocument
{
    public const string Id = "account";

    public string Type { get; init; } = "account";

    public int V { get; init; } = 1;

    public required string Email { get; init; }

    public required string DisplayName { get; init; }

    public required string Country { get; init; }

    public required DateOnly Birthdate { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the terms were accepted.</summary>
    public required DateTimeOffset TermsAt { get; init; }

    public AccountState State { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public string? Label { get; init; }

    public string? Artist { get; init; }

    public bool IsOperator { get; init; }

    public bool FiltersExplicit { get; init; }

    public required PasswordSecret Secret { get; init; }

    public AccountInfo ToInfo(string userId) => new(userId, DisplayName, Email, Country, CreatedAt, State)
    {
        Label = Label,
        Artist = Artist,
        IsOperator = IsOperator,
        FiltersExplicit = FiltersExplicit,
        BirthYear = Birthdate.Year,
    };
}

/// <summary>What proves an account's owner. Whatever is named <c>secret</c> in a user's documents is left out of exports.</summary>
/// <param name="PasswordHash">As the framework's hasher writes it.</param>
/// <param name="ChangedAt">Since when it is this password.</param>
internal sealed record PasswordSecret(string PasswordHash, DateTimeOffset ChangedAt);

/// <summary>Whose an e-mail address is: container <c>system</c>, kind <see cref="Kind"/> and the last characters of the id, which is the address's hash.</summary>
internal sealed record EmailClaim
{
    public const string Kind = "email";

    private const int ShardCharacters = 2;

    public string Type { get; init; } = "email_claim";

    public int V { get; init; } = 1;

    public required string User { get; init; }

    public required DateTimeOffset ClaimedAt { get; init; }

    public static string IdOf(EmailAddress address) => SpotifyId.Derive("email", address.Normalised);

    // One partition would be too small for all the addresses there are.
    public static string PartitionOf(string id) => $"{Kind}:{id[^ShardCharacters..]}";
}

/// <summary>Which claim is a user's, so that an erasure finds it when the account is gone already: container <c>system</c>, kind <see cref="Kind"/> and the last characters of the id, the user's.</summary>
internal sealed record EmailOwner
{
    public const string Kind = "email-owner";

    private const int ShardCharacters = 2;

    public string Type { get; init; } = "email_owner";

    public int V { get; init; } = 1;

    /// <summary>The claim's id.</summary>
    public required string Claim { get; init; }

    public static string PartitionOf(string userId) => $"{Kind}:{userId[Math.Max(0, userId.Length - ShardCharacters)..]}";
}
