namespace Spotify.Core.Telemetry;

/// <summary>The times of events: RFC 3339 on the wire, milliseconds since 1970 UTC inside, and how far a client's clock is believed.</summary>
public static class EventTime
{
    /// <summary>How old an event may be when it arrives: what an offline device may hold back. From issue "Telemetry": 30 days.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromDays(30);

    /// <summary>How far in the future an event may be after correction: five minutes.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A client's clock within two minutes is taken as it is. Smaller differences are mostly the way of the request, which is different for each
    /// request and each repeat of it; correcting by them would give the same event two times.
    /// </summary>
    public static readonly TimeSpan TrustedSkew = TimeSpan.FromMinutes(2);

    /// <summary>How many characters <see cref="Format"/> writes.</summary>
    public const int TextLength = 24;

    /// <summary>What to add to a client's times to have ours.</summary>
    /// <param name="sentAtMs">When the client sent the request by its own clock; null where it does not say.</param>
    /// <param name="receivedMs">When it arrived by ours.</param>
    /// <returns>Milliseconds; 0 within <see cref="TrustedSkew"/>.</returns>
    public static long ClockOffset(long? sentAtMs, long receivedMs)
    {
        if (sentAtMs is not { } sent)
            return 0;
        var offset = receivedMs - sent;
        return Math.Abs(offset) <= TrustedSkew.TotalMilliseconds ? 0 : offset;
    }

    /// <summary>Whether an event's corrected time is one that an honest client can report now.</summary>
    public static bool IsPlausible(long correctedMs, long receivedMs) =>
        correctedMs >= receivedMs - (long)MaxAge.TotalMilliseconds && correctedMs <= receivedMs + (long)MaxAhead.TotalMilliseconds;

    /// <summary>Reads an RFC 3339 time (<c>2026-11-20T10:00:01.25Z</c>, offsets allowed, a zone demanded). Digits below a millisecond are cut.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long unixMs)
    {
        unixMs = 0;
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || (text[10] | 0x20) != 't' || text[13] != ':' || text[16] != ':')
            return false;
        if (!TryDigits(text[..4], out var year) || !TryDigits(text.Slice(5, 2), out var month) || !TryDigits(text.Slice(8, 2), out var day)
            || !TryDigits(text.Slice(11, 2), out var hour) || !TryDigits(text.Slice(14, 2), out var minute) || !TryDigits(text.Slice(17, 2), out var second))
            return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
            return false;
        var rest = text[19..];
        if (!TryFraction(ref rest, out var millis) || !TryZone(rest, out var zoneMinutes))
            return false;
        var ticks = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks - DateTime.UnixEpoch.Ticks;
        unixMs = (ticks / TimeSpan.TicksPerMillisecond) + millis - (zoneMinutes * 60_000L);
        return true;
    }

    /// <summary>Writes a time as RFC 3339, UTC with milliseconds.</summary>
    /// <param name="unixMs">Milliseconds since 1970, of the years 1 to 9999.</param>
    /// <param name="text">Is given <see cref="TextLength"/> bytes.</param>
    public static void Format(long unixMs, Span<byte> text) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).UtcDateTime.TryFormat(text, out _, "yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture);

    // What DateTimeOffset can hold with room at both ends, so that nothing behind needs to ask again.
    internal static bool IsTime(long unixMs) => unixMs is > -62_000_000_000_000 and < 250_000_000_000_000;

    private static bool TryFraction(ref ReadOnlySpan<byte> rest, out int millis)
    {
        millis = 0;
        if (rest[0] != '.')
            return true;
        var digits = 1;
        for (var weight = 100; digits < rest.Length && rest[digits] is >= (byte)'0' and <= (byte)'9'; digits++, weight /= 10)
            millis += (rest[digits] - '0') * weight;
        if (digits is 1 or > 13 || digits == rest.Length)
            return false;
        rest = rest[digits..];
        return true;
    }

    private static bool TryZone(ReadOnlySpan<byte> rest, out int minutes)
    {
        minutes = 0;
        if (rest.Length == 1)
            return (rest[0] | 0x20) == 'z';
        if (rest.Length != 6 || rest[0] is not ((byte)'+' or (byte)'-') || rest[3] != ':'
            || !TryDigits(rest.Slice(1, 2), out var hour) || !TryDigits(rest.Slice(4, 2), out var minute) || hour > 23 || minute > 59)
            return false;
        minutes = ((hour * 60) + minute) * (rest[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var character in text)
        {
            if (character is < (byte)'0' or > (byte)'9')
                return false;
            value = (value * 10) + character - '0';
        }

        return true;
    }
}
