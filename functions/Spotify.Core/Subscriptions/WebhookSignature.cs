using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Spotify.Core.Subscriptions;

/// <summary>Whether a webhook's body comes from whom it should.</summary>
public enum SignatureOutcome
{
    /// <summary>It does, and now.</summary>
    Good = 0,

    /// <summary>There is no signature.</summary>
    Missing = 1,

    /// <summary>The header is not of the form <c>t=...,v1=...</c>.</summary>
    Malformed = 2,

    /// <summary>No secret of ours gives this signature: body, time or secret are not those that were signed.</summary>
    Forged = 3,

    /// <summary>It was signed well, and too long ago or too far ahead: a replay, or a clock that is wrong.</summary>
    Stale = 4,
}

/// <summary>
/// Signatures of webhooks: <c>t=&lt;unix seconds&gt;,v1=&lt;hex of HMAC-SHA256 over "t.body"&gt;</c>. Several <c>v1</c> may be there while a sender changes its secret, and several secrets
/// while we change ours.
/// </summary>
public static class WebhookSignature
{
    /// <summary>How far the time of a signature may be from ours.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const int LongestHeader = 1024;
    private const int MostSignatures = 5;

    // Far beyond any time, far below any overflow.
    private const int MostDigits = 12;

    /// <summary>Checks a body. How long that takes says nothing about which secret or how much of a signature was right.</summary>
    /// <param name="header">The header <c>X-Signature</c>; null where there is none.</param>
    /// <param name="body">The body as it came, byte for byte.</param>
    /// <param name="secrets">Every secret that is good now.</param>
    /// <param name="now">The time.</param>
    public static SignatureOutcome Check(string? header, ReadOnlySpan<byte> body, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        if (string.IsNullOrWhiteSpace(header))
            return SignatureOutcome.Missing;
        if (!TryParse(header, out var time, out var signatures))
            return SignatureOutcome.Malformed;
        var isGood = false;
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var secret in secrets)
        {
            Compute(secret, time, body, expected);
            foreach (var signature in signatures)
                isGood |= CryptographicOperations.FixedTimeEquals(expected, signature);
        }

        if (!isGood)
            return SignatureOutcome.Forged;
        var seconds = long.Parse(time, CultureInfo.InvariantCulture);
        return Math.Abs(now.ToUnixTimeSeconds() - seconds) <= (long)Tolerance.TotalSeconds ? SignatureOutcome.Good : SignatureOutcome.Stale;
    }

    /// <summary>Signs a body, as a sender does.</summary>
    /// <param name="body">The body as it will be sent.</param>
    /// <param name="secret">The secret.</param>
    /// <param name="at">The time.</param>
    /// <returns>The header.</returns>
    public static string Sign(ReadOnlySpan<byte> body, string secret, DateTimeOffset at)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Compute(secret, time, body, signature);
        return $"t={time},v1={Convert.ToHexStringLower(signature)}";
    }

    private static void Compute(string secret, string time, ReadOnlySpan<byte> body, Span<byte> signature)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.ASCII.GetBytes(time + "."));
        hash.AppendData(body);
        hash.GetHashAndReset(signature);
    }

    private static bool TryParse(string header, out string time, out List<byte[]> signatures)
    {
        time = "";
        signatures = [];
        if (header.Length > LongestHeader)
            return false;
        foreach (var part in header.Split(',', StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (part, "") : (part[..equals], part[(equals + 1)..]);
            if (name == "t")
            {
                if (time.Length > 0 || value.Length is 0 or > MostDigits || !value.All(char.IsAsciiDigit))
                    return false;
                time = value;
            }
            else if (name == "v1")
            {
                if (value.Length != 2 * HMACSHA256.HashSizeInBytes || !value.All(char.IsAsciiHexDigit) || signatures.Count == MostSignatures)
                    return false;
                signatures.Add(Convert.FromHexString(value));
            }
        }

        return time.Length > 0 && signatures.Count > 0;
    }
}
