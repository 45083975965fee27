using System.Globalization;
using System.Text.Json;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Periods;
using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Where a holder's lines are in a file.</summary>
/// <param name="Holder">The party, or an escrow account.</param>
/// <param name="Offset">Where they begin.</param>
/// <param name="Length">Their bytes.</param>
/// <param name="Lines">How many.</param>
/// <param name="Micros">What they come to by currency, in millionths of a minor unit.</param>
public sealed record HolderLines(string Holder, long Offset, long Length, long Lines, IReadOnlyDictionary<string, long> Micros);

/// <summary>Puts the lines of all pools together, holder by holder, with an index; and all earnings.</summary>
internal sealed class LineCollection(ILedgerFiles files)
{
    /// <summary>The kind of a month's earnings.</summary>
    public const string EarningsKind = "earnings";

    /// <summary>The kind of a partition's lines.</summary>
    public static string LinesKind(int partition) => string.Create(CultureInfo.InvariantCulture, $"lines/{partition:d2}");

    /// <summary>The kind of a partition's index.</summary>
    public static string IndexKind(int partition) => LinesKind(partition) + ".json";

    /// <summary>Collects the lines of a partition. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<CollectedLines> CollectLinesAsync(MonthStep step, CancellationToken cancellationToken)
    {
        var folder = step.Run.FolderOf(step.Scope.Month);
        var index = new List<HolderLines>();
        var lines = await files.WriteHashedAsync(folder, LinesKind(step.Part), WriteAsync, cancellationToken);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(index, DocumentJson.Options);
        return new CollectedLines(
            lines, await files.WriteHashedAsync(folder, IndexKind(step.Part), stream => stream.WriteAsync(bytes, cancellationToken).AsTask(), cancellationToken));

        async Task WriteAsync(Stream stream)
        {
            index.Clear();
            var merged = files.SectionAsync(RoyaltyRuns.Lines, step.Files.Lines, PoolDividing.Partitions, step.Part, cancellationToken);
            await using var all = merged.GetAsyncEnumerator(cancellationToken);
            var (has, offset) = (await all.MoveNextAsync(), 0L);
            while (has)
            {
                var (holder, count, micros) = (all.Current.Holder, 0L, new SortedDictionary<string, long>(StringComparer.Ordinal));
                var length = await RunMerge.WriteAsync(RoyaltyRuns.Lines, OfHolderAsync(), stream, cancellationToken);
                index.Add(new HolderLines(holder, offset, length, count, micros));
                offset += length;

                async IAsyncEnumerable<EarningLine> OfHolderAsync()
                {
                    while (has && all.Current.Holder == holder)
                    {
                        var line = all.Current;
                        count++;
                        micros[line.Pool.Currency] = checked(micros.GetValueOrDefault(line.Pool.Currency) + line.Micros);
                        yield return line;
                        has = await all.MoveNextAsync();
                    }
                }
            }
        }
    }

    /// <summary>Reads an index again.</summary>
    /// <exception cref="InvalidDataException">It is not what was written.</exception>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public static async Task<IReadOnlyList<HolderLines>> ReadIndexAsync(FrozenFile index, ILedgerFiles files, CancellationToken cancellationToken) =>
        JsonSerializer.Deserialize<List<HolderLines>>(await files.ReadFrozenAsync(index, cancellationToken), DocumentJson.Options)!;

    /// <summary>Collects the earnings of all pools, by holder. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public Task<FrozenFile> CollectEarningsAsync(MonthStep step, CancellationToken cancellationToken)
    {
        var merged = SortedMerge.MergeAsync(
            [.. step.Files.Earnings.Select(file => files.RunAsync(RoyaltyRuns.Earnings, file, cancellationToken))], RoyaltyRuns.Earnings.Compare, cancellationToken);
        return files.WriteHashedAsync(
            step.Run.FolderOf(step.Scope.Month), EarningsKind, stream => RunMerge.WriteAsync(RoyaltyRuns.Earnings, merged, stream, cancellationToken), cancellationToken);
    }
}
