using Spotify.Core;

namespace Spotify.Functions.Accounts;

/// <summary>Whether an account may be used.</summary>
public enum AccountState
{
    /// <summary>It may.</summary>
    Active = 0,

    /// <summary>Its owner has closed it: nobody signs in, no token is issued.</summary>
    Closed = 1,
}

/// <summary>An account, without what proves its owner.</summary>
/// <param name="UserId">The user's id: claim <c>sub</c> of his tokens.</param>
/// <param name="DisplayName">What others see.</param>
/// <param name="Email">His address, as he wrote it.</param>
/// <param name="Country">ISO 3166-1 alpha-2, in capitals.</param>
/// <param name="CreatedAt">When he signed up.</param>
/// <param name="State">Whether it may be used.</param>
public sealed record AccountInfo(string UserId, string DisplayName, string Email, string Country, DateTimeOffset CreatedAt, AccountState State)
{
    /// <summary>The label that he works for, or null.</summary>
    public string? Label { get; init; }

    /// <summary>The artist that he is, or null.</summary>
    public string? Artist { get; init; }

    /// <summary>Whether he is an operator.</summary>
    public bool IsOperator { get; init; }

    /// <summary>Whether he wants no explicit content.</summary>
    public bool FiltersExplicit { get; init; }

    /// <summary>The year that he was born in; null where it is unknown.</summary>
    public int? BirthYear { get; init; }
}

/// <summary>The accounts of listeners.</summary>
public interface IAccounts
{
    /// <summary>An account, closed ones included.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    ValueTask<AccountInfo?> FindAsync(string userId, CancellationToken cancellationToken = default);

    /// <summary>Whose address it is.</summary>
    /// <param name="email">The address, as anybody may write it.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>The user's id; null where nobody has signed up with it.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    ValueTask<string?> FindIdByEmailAsync(string email, CancellationToken cancellationToken = default);

    /// <summary>Sets an account's country. Where there is no such account nothing happens.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="country">ISO 3166-1 alpha-2, in capitals.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    Task SetCountryAsync(string userId, string country, CancellationToken cancellationToken = default);
}
