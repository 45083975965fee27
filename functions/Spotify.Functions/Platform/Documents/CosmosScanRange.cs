using Microsoft.Azure.Cosmos;

namespace Spotify.Functions.Platform.Documents;

/// <summary>Feed ranges of the service, one or several, as one token: a line each.</summary>
internal static class CosmosScanRange
{
    public static IReadOnlyList<ScanRange> Group(IReadOnlyList<FeedRange> ranges, int atMost) =>
    [
        .. ranges.Select((range, i) => (Json: range.ToJsonString(), Group: i % atMost))
            .GroupBy(range => range.Group, range => range.Json)
            .Select(group => new ScanRange(string.Join('\n', group))),
    ];

    public static IReadOnlyList<FeedRange> Parse(ScanRange range)
    {
        if (string.IsNullOrEmpty(range.Token))
            throw new ArgumentException("The scan range is empty.", nameof(range));
        try
        {
            return [.. range.Token.Split('\n').Select(FeedRange.FromJsonString)];
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or Newtonsoft.Json.JsonException)
        {
            throw new ArgumentException($"'{range.Token}' is not a scan range of this store.", nameof(range), exception);
        }
    }
}
