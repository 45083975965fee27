using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Accounts;
using Spotify.Functions.Accounts.Pages;

namespace Spotify.Functions.Accounts;

/// <summary>How a sign-up ended.</summary>
/// <param name="UserId">The new user; null where there is none.</param>
/// <param name="Faults">All that is wrong, a sentence each.</param>
internal sealed record SignUpResult(string? UserId, IReadOnlyList<string> Faults);

/// <summary>Makes accounts of what people fill in.</summary>
public sealed partial class SignUps(AccountStore accounts, Passwords passwords, TimeProvider time, ILogger<SignUps> logger)
{
    /// <summary>Makes one, or says all that is wrong at once.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<SignUpResult> TryAsync(SignUpFields fields, string? password, CancellationToken cancellationToken)
    {
        var faults = new List<string?>();
        if (!EmailAddress.TryParse(fields.Email, out var email))
            faults.Add("The e-mail address is not one.");
        faults.Add(await passwords.FindFaultAsync(password, fields.Email, cancellationToken));
        faults.Add(AccountRules.FindNameFault(fields.DisplayName, out var name));
        faults.Add(AccountRules.FindCountryFault(fields.Country));
        faults.Add(AccountRules.FindBirthFault(fields.Birthdate, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime), out var birthdate));
        if (!fields.Terms)
            faults.Add("The terms of use must be accepted.");
        if (faults.OfType<string>().ToList() is { Count: > 0 } found)
            return new SignUpResult(null, found);
        // Hashed before anybody looks whether the address is taken.
        var hash = await passwords.HashAsync(password!, cancellationToken);
        if (await accounts.CreateAsync(new NewAccount(email!, name, fields.Country!, birthdate), hash, cancellationToken) is not { } userId)
            return new SignUpResult(null, ["There is an account with this address already: sign in."]);
        LogSignedUp(userId, fields.Country!);
        return new SignUpResult(userId, []);
    }

    [LoggerMessage(EventId = 6107, Level = LogLevel.Information, Message = "User {User} signed up in {Country}")]
    private partial void LogSignedUp(string user, string country);
}
