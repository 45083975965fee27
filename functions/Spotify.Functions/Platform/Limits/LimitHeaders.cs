using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Spotify.Functions.Platform.Limits;

/// <summary>
/// Tells a caller what is left of his budget: the three separate fields of the IETF's draft (draft-ietf-httpapi-ratelimit-headers up to 06), which libraries in use read;
/// the later drafts' one combined field has changed its form with each of them.
/// </summary>
internal static class LimitHeaders
{
    public const string Limit = "RateLimit-Limit";
    public const string Remaining = "RateLimit-Remaining";
    public const string Reset = "RateLimit-Reset";

    private static readonly string[] Numbers = [.. Enumerable.Range(0, 2048).Select(number => number.ToString(CultureInfo.InvariantCulture))];

    public static void Write(IHeaderDictionary headers, in LimitDecision decision)
    {
        headers[Limit] = TextOf(decision.Limit);
        headers[Remaining] = TextOf(decision.Remaining);
        headers[Reset] = TextOf((int)Math.Ceiling(Math.Max(0, decision.Reset.TotalSeconds)));
    }

    private static string TextOf(int number) => (uint)number < (uint)Numbers.Length ? Numbers[number] : number.ToString(CultureInfo.InvariantCulture);
}
