namespace Spotify.Functions.Platform.Documents;

/// <summary>A scan's filter as its statement takes it: bounds that always are there, and how a partition key must end (empty, which binds as NULL, for any).</summary>
internal readonly struct SqliteScanFilter
{
    public SqliteScanFilter(ScanFilter filter)
    {
        (From, To) = Continuation.Bounds(filter.Ids, null);
        KeyEnd = filter.SecondKey is null ? "" : SqlitePartition.EndOf(filter.SecondKey);
    }

    public string From { get; }

    public string To { get; }

    public string KeyEnd { get; }
}
