using Spotify.Core.Royalties.Periods;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Royalties.Periods;

/// <summary>Where the royalties of a month stand: container <c>money</c>, one partition for all months, id the month. Written from the first calculation on.</summary>
internal sealed record RoyaltyPeriodDocument
{
    public string Type { get; init; } = "royalty_period";

    public int V { get; init; } = 1;

    /// <summary>The month with its audit.</summary>
    public required RoyaltyPeriod Month { get; init; }

    /// <summary>The partition of all months.</summary>
    public static PartitionKeyValue Partition { get; } = new("royalties", "periods");
}
