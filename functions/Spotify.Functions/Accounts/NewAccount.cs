using Spotify.Core.Accounts;

namespace Spotify.Functions.Accounts;

/// <summary>What somebody signs up with, after all of it was found to be in order.</summary>
/// <param name="Email">The address.</param>
/// <param name="DisplayName">What others will see.</param>
/// <param name="Country">ISO 3166-1 alpha-2, in capitals.</param>
/// <param name="Birthdate">The date of birth.</param>
internal sealed record NewAccount(EmailAddress Email, string DisplayName, string Country, DateOnly Birthdate);
