using System.Globalization;

namespace Spotify.Core.Ingestion;

/// <summary>A batch's id: when it was begun, <c>yyyyMMddHHmmssfff</c> in UTC, and three random characters: <c>20261120100000000_k3v</c>. Later ids sort later.</summary>
public static class BatchId
{
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";
    private const string Form = "yyyyMMddHHmmssfff";

    /// <summary>Makes an id.</summary>
    /// <param name="now">When the batch begins.</param>
    /// <param name="random">Makes it differ from others of the same millisecond.</param>
    public static string Create(DateTimeOffset now, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return $"{now.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture)}_{random.GetString(Alphabet, 3)}";
    }
}
