using System.Net;

namespace Spotify.Functions.Subscriptions.Abuse;

/// <summary>Hears of every attempt to sign in with a password, so that stuffed and guessed passwords are seen. It never waits and never fails.</summary>
public interface ISignInWatch
{
    /// <summary>Reports an attempt.</summary>
    /// <param name="account">What the account is called by whoever tries; only told apart from others, never kept.</param>
    /// <param name="userId">The user; null where there is no such account.</param>
    /// <param name="isSuccess">Whether the password was right.</param>
    /// <param name="address">Where from; null where that is not known.</param>
    void Report(string account, string? userId, bool isSuccess, IPAddress? address);
}
