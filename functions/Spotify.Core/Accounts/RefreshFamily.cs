using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Spotify.Core.Accounts;

/// <summary>What became of a refresh token that was presented.</summary>
public enum RefreshOutcome
{
    /// <summary>It was the live one, and has been replaced by its successor.</summary>
    Rotated = 0,

    /// <summary>It was replaced a moment ago and its successor has not been used: whoever asks again gets the same successor.</summary>
    Repeated = 1,

    /// <summary>It is one of the family that was used before: somebody has a copy. The family ends.</summary>
    Reused = 2,

    /// <summary>It never was one of the family.</summary>
    Unknown = 3,

    /// <summary>It was the live one, and goes on.</summary>
    Kept = 4,
}

/// <summary>What presenting a refresh token leads to.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Family">The family as it is to be kept.</param>
/// <param name="Successor">The secret to hand out; null where nothing is.</param>
public sealed record RefreshStep(RefreshOutcome Outcome, RefreshFamily Family, string? Successor);

/// <summary>
/// The refresh tokens of one grant, of which one is live. Each carries the family's mark beside its own secret: who has the mark has held a token of the family, so that any
/// other secret with it is an old token, and no list of old ones is needed. A successor is derived from the token that it replaces and a random number that is
/// kept here: a repeat within seconds gives the same one, and neither the store alone nor the old token alone leads to it.
/// </summary>
/// <param name="Mark">The hash of the family's mark.</param>
/// <param name="Live">The hash of the live secret.</param>
/// <param name="Before">The hash of the secret before; null for the first.</param>
/// <param name="Step">What the live secret was derived with; null for the first.</param>
/// <param name="RotatedAt">When the live one took over.</param>
public sealed record RefreshFamily(byte[] Mark, byte[] Live, byte[]? Before, byte[]? Step, DateTimeOffset RotatedAt)
{
    /// <summary>Characters of mark and secret together.</summary>
    public const int SecretLength = 2 * Secret.Length;

    private const int StepBytes = 32;

    /// <summary>Begins a family.</summary>
    /// <param name="now">The moment.</param>
    /// <param name="secret">The first secret, mark included.</param>
    public static RefreshFamily Begin(DateTimeOffset now, out string secret)
    {
        var (mark, live) = (Secret.Create(), Secret.Create());
        secret = mark + live;
        return new RefreshFamily(Secret.HashOf(mark), Secret.HashOf(live), null, null, now);
    }

    /// <summary>Presents a token.</summary>
    /// <param name="secret">Its secret, mark included.</param>
    /// <param name="now">The moment.</param>
    /// <param name="grace">For how long the token before may be presented once more: an answer that was lost, or two threads of one app. Zero for not at all.</param>
    /// <param name="rotates">Whether the live one is replaced; where it is not it goes on.</param>
    public RefreshStep Present(string secret, DateTimeOffset now, TimeSpan grace, bool rotates = true)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (secret.Length != SecretLength || !Secret.Matches(secret.AsSpan(0, Secret.Length), Mark))
            return new RefreshStep(RefreshOutcome.Unknown, this, null);
        var (mark, own) = (secret[..Secret.Length], secret[Secret.Length..]);
        if (Secret.Matches(own, Live))
        {
            if (!rotates)
                return new RefreshStep(RefreshOutcome.Kept, this, secret);
            var step = RandomNumberGenerator.GetBytes(StepBytes);
            var next = Successor(step, own);
            return new RefreshStep(RefreshOutcome.Rotated, this with { Live = Secret.HashOf(next), Before = Live, Step = step, RotatedAt = now }, mark + next);
        }

        // The successor is live as long as nobody has used it; the clocks of two instances may differ.
        return Before is not null && Step is not null && Secret.Matches(own, Before) && grace > TimeSpan.Zero && (now - RotatedAt).Duration() <= grace
            ? new RefreshStep(RefreshOutcome.Repeated, this, mark + Successor(Step, own))
            : new RefreshStep(RefreshOutcome.Reused, this, null);
    }

    private static string Successor(byte[] step, string secret) => Base64Url.EncodeToString(HMACSHA256.HashData(step, Encoding.ASCII.GetBytes(secret)));
}
