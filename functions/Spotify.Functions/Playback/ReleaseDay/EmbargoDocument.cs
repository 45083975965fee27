using System.Globalization;

namespace Spotify.Functions.Playback.ReleaseDay;

/// <summary>That a release opens somewhere at a moment: container <c>system</c>, a partition a day, ids in the order of moments.</summary>
internal sealed record EmbargoDocument
{
    public const string Kind = "embargoes";

    /// <summary>How long after its moment it is kept.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    public string Type { get; init; } = "embargo";

    public int V { get; init; } = 1;

    public required string AlbumId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>What was read ahead through the edge; null before that.</summary>
    public WarmingReport? Warmed { get; init; }

    public static string PartitionOf(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{Kind}:{at.UtcDateTime:yyyy-MM-dd}");

    public static string StampOf(DateTimeOffset at) => at.UtcDateTime.ToString("HHmmss", CultureInfo.InvariantCulture);

    public static string IdOf(DateTimeOffset at, string albumId) => $"{StampOf(at)}:{albumId}";

    /// <summary>The orchestration that reads it ahead.</summary>
    public static string InstanceOf(DateTimeOffset at, string albumId) => string.Create(CultureInfo.InvariantCulture, $"warm-{albumId}-{at.UtcDateTime:yyyyMMddHHmmss}");
}
