namespace Spotify.Functions.Accounts;

/// <summary>What a listener has allowed an app, as he sees it.</summary>
/// <param name="Id">The grant.</param>
/// <param name="ClientId">The app.</param>
/// <param name="App">The app's name; null where it is not registered any more.</param>
/// <param name="Scopes">What was allowed.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="UsedAt">When a token was last issued of it.</param>
/// <param name="Current">Whether the token that asks comes from it.</param>
internal sealed record GrantView(
    string Id, string ClientId, string? App, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset UsedAt, bool Current);

/// <summary>All that a listener has allowed.</summary>
internal sealed record GrantList(IReadOnlyList<GrantView> Items);

/// <summary>The body that changes a password.</summary>
/// <param name="CurrentPassword">The password as it is.</param>
/// <param name="NewPassword">The password as it is to be.</param>
internal sealed record PasswordBody(string? CurrentPassword, string? NewPassword);

/// <summary>The body that closes an account.</summary>
/// <param name="Password">The password.</param>
internal sealed record ClosingBody(string? Password);

/// <summary>What an operator gives an account. What is left out or null it does not have.</summary>
/// <param name="Operator">Whether it may grant scope <c>admin</c>.</param>
/// <param name="Label">The label that its owner works for.</param>
/// <param name="Artist">The artist that its owner is.</param>
internal sealed record RolesBody(bool? Operator, string? Label, string? Artist);

/// <summary>An account as operators see it.</summary>
internal sealed record AccountView(
    string Id, string Email, string DisplayName, string Country, DateTimeOffset CreatedAt, AccountState State, bool Operator, string? Label, string? Artist)
{
    public static AccountView Of(AccountInfo account) => new(
        account.UserId,
        account.Email,
        account.DisplayName,
        account.Country,
        account.CreatedAt,
        account.State,
        account.IsOperator,
        account.Label,
        account.Artist);
}
