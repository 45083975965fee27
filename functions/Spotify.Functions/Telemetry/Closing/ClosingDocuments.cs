using System.Globalization;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Rows of a market and product: container <c>aggregates</c>, scope <see cref="ClosedScopes.Market"/>, ids <see cref="ClosedScopes.RowsId"/>. Holds no time, so that a repeat writes the same bytes.</summary>
internal sealed record ClosedRowsDocument
{
    public string Type { get; init; } = "closed_rows";

    public int V { get; init; } = 1;

    public required IReadOnlyList<ClosedRow> Rows { get; init; }
}

/// <summary>Rows of listeners: container <c>aggregates</c>, scope <see cref="ClosedScopes.Listeners"/>, ids <see cref="ClosedScopes.RowsId"/>.</summary>
internal sealed record ClosedListenersDocument
{
    public string Type { get; init; } = "closed_listeners";

    public int V { get; init; } = 1;

    public required IReadOnlyList<ClosedListenerRow> Rows { get; init; }
}

/// <summary>A shard of a closed period: container <c>aggregates</c>, scope <see cref="ClosedScopes.Period"/>, ids <see cref="ClosedScopes.RootId"/>.</summary>
internal sealed record ClosedRootDocument
{
    public string Type { get; init; } = "ledger_root";

    public int V { get; init; } = 1;

    public required int Shard { get; init; }

    public required long Plays { get; init; }

    /// <summary>The root over the shard's plays.</summary>
    public required string Root { get; init; }

    /// <summary>The hash of the leaf file.</summary>
    public required string Sha256 { get; init; }

    /// <summary>From the shard's own leaf to the period's root.</summary>
    public required IReadOnlyList<string> Path { get; init; }
}

/// <summary>A closed period: container <c>aggregates</c>, scope <see cref="ClosedScopes.Period"/>, id <see cref="ClosedScopes.SummaryId"/>.</summary>
internal sealed record ClosedSummaryDocument
{
    public string Type { get; init; } = "closed_period";

    public int V { get; init; } = 1;

    public required ClosedPeriod Summary { get; init; }
}

/// <summary>What hides the plays of a period from whoever guesses: container <c>system</c>, kind <see cref="Kind"/>, id the period. Written once, kept as long as proofs are asked for.</summary>
internal sealed record LedgerSecretDocument
{
    public const string Kind = "ledger-secrets";

    public string Type { get; init; } = "ledger_secret";

    public int V { get; init; } = 1;

    public required byte[] Key { get; init; }
}

/// <summary>Where the results of a closing are.</summary>
internal static class ClosedScopes
{
    public const string SummaryId = "summary";

    public const string RowsPrefix = "rows:";

    public static string Period(string period) => $"period:{period}";

    public static string Market(string period, string market, string product) => $"closed:{period}:{market}:{product}";

    public static string Listeners(string period, int shard) => string.Create(CultureInfo.InvariantCulture, $"closed:{period}:listeners:{shard}");

    public static string RootId(int shard) => string.Create(CultureInfo.InvariantCulture, $"root:{shard}");

    public static string RowsId(int chunk) => RowsPrefix + chunk.ToString("d7", CultureInfo.InvariantCulture);

    /// <summary>The leaf file of a shard, in the container <c>archive</c>.</summary>
    public static string LeafFile(string period, int shard) => string.Create(CultureInfo.InvariantCulture, $"ledger/{period}/leaves/{shard:d4}");

    /// <summary>What a run leaves on its way, in the container <c>archive</c>; removed at its end.</summary>
    public static string Parts(string period, string run) => $"ledger/{period}/parts/{run}/";
}
