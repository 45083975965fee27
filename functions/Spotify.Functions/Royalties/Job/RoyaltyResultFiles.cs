using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Spotify.Core.Royalties.Calculation;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>A month that was divided, as its results tell it.</summary>
/// <param name="Month">The month.</param>
/// <param name="Pools">What each pool came to, in their order.</param>
public sealed record MonthResult(string Month, IReadOnlyList<DividedPool> Pools);

/// <summary>Everything that a calculation came to.</summary>
public sealed record RoyaltyResults
{
    /// <summary>The month whose ledger is paid.</summary>
    public required string Period { get; init; }

    /// <summary>The digest of the frozen inputs.</summary>
    public required string Inputs { get; init; }

    /// <summary>The month itself, last, and the earlier months that it corrects.</summary>
    public required IReadOnlyList<MonthResult> Months { get; init; }

    /// <summary>Every conversion into parties' currencies.</summary>
    public required IReadOnlyList<PoolConversion> Conversions { get; init; }

    /// <summary>What all statements come to, by currency.</summary>
    public required IReadOnlyList<SettledTotals> Totals { get; init; }

    /// <summary>The files, in order of their kind, which is their name within the folder of results.</summary>
    public required IReadOnlyList<FrozenFile> Files { get; init; }

    /// <summary>The file of a kind.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public FrozenFile File(string kind) => Files.FirstOrDefault(file => file.Kind == kind) ?? throw new InvalidDataException($"The results of {Period} have no '{kind}'.");

    // How work was cut says nothing of what anybody is paid.
    private static bool IsBySharding(string kind) => kind.Contains("/weights-", StringComparison.Ordinal) || kind.Contains("/heard-", StringComparison.Ordinal);

    /// <summary>The digest over all that anybody is paid by: 64 hexadecimal digits. The same whatever the number of shards.</summary>
    public string Digest()
    {
        var text = new StringBuilder($"{Period}\n");
        foreach (var file in Files.Where(file => !IsBySharding(file.Kind)))
            text.Append(file.Kind).Append(' ').Append(file.Sha256).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}

/// <summary>Where the results of a month are: container <c>money</c>, partition month and <c>results</c>. Written once.</summary>
internal sealed record RoyaltyResultsDocument
{
    public const string Id = "results";

    public string Type { get; init; } = "royalty_results";

    public int V { get; init; } = 1;

    /// <summary>The list of all results.</summary>
    public required FrozenFile Manifest { get; init; }

    public required string Digest { get; init; }

    public static PartitionKeyValue PartitionOf(string period) => new(period, "results");
}

/// <summary>Finds the results of months.</summary>
internal sealed class RoyaltyResultFiles(IDocumentStore documents, ILedgerFiles files)
{
    private readonly ConcurrentDictionary<string, RoyaltyResults> _known = new(StringComparer.Ordinal);

    /// <summary>The results of a month; null where it is not calculated.</summary>
    /// <exception cref="InvalidDataException">They are not what was calculated.</exception>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async ValueTask<RoyaltyResults?> FindAsync(string period, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(period, out var known))
            return known;
        var stored = await documents.ReadAsync<RoyaltyResultsDocument>(
            DocumentContainer.Money, RoyaltyResultsDocument.PartitionOf(period), RoyaltyResultsDocument.Id, cancellationToken);
        if (stored is null)
            return null;
        var results = JsonSerializer.Deserialize<RoyaltyResults>(await files.ReadFrozenAsync(stored.Value.Manifest, cancellationToken), DocumentJson.Options)!;
        return results.Digest() == stored.Value.Digest ? _known.GetOrAdd(period, results) : throw new InvalidDataException($"The results of {period} are not what was calculated.");
    }

    /// <summary>The results of a month that has some.</summary>
    /// <exception cref="InvalidDataException">It has none, or they are not what was calculated.</exception>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async ValueTask<RoyaltyResults> GetAsync(string period, CancellationToken cancellationToken) =>
        await FindAsync(period, cancellationToken) ?? throw new InvalidDataException($"{period} is not calculated.");

    /// <summary>Keeps the results of a month, unless it has some.</summary>
    /// <returns>What it has now.</returns>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<RoyaltyResults> KeepAsync(RoyaltyResults results, CancellationToken cancellationToken)
    {
        var manifest = await files.WriteFrozenAsync(
            RoyaltyRun.Home(results.Period), "results", JsonSerializer.SerializeToUtf8Bytes(results, DocumentJson.Options), cancellationToken);
        var document = new RoyaltyResultsDocument { Manifest = manifest, Digest = results.Digest() };
        await documents.WriteAsync(
            DocumentContainer.Money, RoyaltyResultsDocument.PartitionOf(results.Period), DocumentOperation.Create(RoyaltyResultsDocument.Id, document), cancellationToken);
        return await GetAsync(results.Period, cancellationToken);
    }
}
