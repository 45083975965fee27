using System.Buffers.Text;
using System.Text;

namespace Spotify.Functions.Platform.Documents;

/// <summary>
/// Where a page of a range ended: the last id, so that a next page starts after it whatever was written or removed in between, on every adapter.
/// </summary>
public static class Continuation
{
    /// <summary>Whether a token that came from outside (a client's page parameter) is one of ours; a range read throws on one that is not.</summary>
    public static bool IsValid(string? token) => token is not null && TryRead(token, out _);

    internal static string After(string id) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(id));

    /// <summary>The ids that a page may hold: from the first bound, included, to the second, not included.</summary>
    /// <exception cref="ArgumentException">A bound is no text, or the token is not one of ours.</exception>
    internal static (string From, string To) Bounds(IdRange range, string? token)
    {
        DocumentRules.CheckBound(range.From);
        DocumentRules.CheckBound(range.To);
        var from = range.From is { Length: > 0 } ? range.From : DocumentRules.BelowEveryId;
        var to = range.To ?? DocumentRules.AboveEveryId;
        if (token is null)
            return (from, to);
        if (!TryRead(token, out var last))
            throw new ArgumentException("The continuation is not a token of this store.", nameof(token));
        return range.Descending
            ? (from, string.CompareOrdinal(last, to) < 0 ? last : to)
            : (string.CompareOrdinal(last, from) >= 0 ? last + DocumentRules.BelowEveryId : from, to);
    }

    private static bool TryRead(string token, out string id)
    {
        id = "";
        if (token.Length > 4 * DocumentRules.MaxIdLength || !Base64Url.IsValid(token))
            return false;
        id = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token));
        return DocumentRules.IsValidId(id);
    }
}
