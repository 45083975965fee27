using System.Globalization;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Settlement;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Royalties.Job;

/// <summary>What a party gets: container <c>money</c>, partition month and <c>payouts-{shard}</c>, id the party. All that it is made of is in the statements' file.</summary>
internal sealed record PayoutDocument
{
    public string Type { get; init; } = "royalty_payout";

    public int V { get; init; } = 1;

    public required string Party { get; init; }

    public required string Currency { get; init; }

    public required long Opening { get; init; }

    public required long Credited { get; init; }

    public required long Balance { get; init; }

    public required long Payable { get; init; }

    public required long Paid { get; init; }

    public required long Carried { get; init; }

    /// <summary>Holds no time, so that a repeat writes the same bytes.</summary>
    public static PayoutDocument Of(PartyStatement statement) => new()
    {
        Party = statement.Party,
        Currency = statement.Currency,
        Opening = statement.Opening,
        Credited = statement.Credits.Sum(credit => credit.Amount),
        Balance = statement.Balance,
        Payable = statement.Payable,
        Paid = statement.Paid,
        Carried = statement.Carried,
    };

    public static PartitionKeyValue PartitionOf(string period, string party) =>
        new(period, string.Create(CultureInfo.InvariantCulture, $"payouts-{PoolDividing.PartitionOf(party):d2}"));
}

/// <summary>How a pool was divided: container <c>money</c>, partition month and <c>pools</c>, id month and pool.</summary>
internal sealed record PoolDocument
{
    public string Type { get; init; } = "royalty_pool";

    public int V { get; init; } = 1;

    /// <summary>The month that is paid, or corrected.</summary>
    public required string Month { get; init; }

    public required DividedPool Pool { get; init; }

    public static PartitionKeyValue PartitionOf(string period) => new(period, "pools");

    public static string IdOf(string month, PoolKey pool) => $"{month}:{pool}";
}
