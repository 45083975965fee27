using System.Globalization;
using System.Runtime.CompilerServices;
using Spotify.Core.Telemetry.Closing;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>
/// What a run has sorted so far, in files. Every attempt writes under a name of its own and tells it when it is done: one that was given up, and goes on all the
/// same, never mixes with the one that counts.
/// </summary>
internal sealed class ClosingParts(ILedgerFiles files, ClosingLimits limits)
{
    public const string Leaves = "leaves";

    public const string Rows = "rows";

    public const string Listeners = "listeners";

    /// <summary>A name that no other attempt has.</summary>
    public static string NewAttempt() => Guid.NewGuid().ToString("n");

    /// <summary>Writes a spill.</summary>
    public Task WriteAsync(string folder, string attempt, string kind, int number, ReadOnlyMemory<byte> spill, CancellationToken cancellationToken) =>
        files.WriteAsync(
            NameOf(folder, attempt, kind, number),
            async stream =>
            {
                await stream.WriteAsync(spill, cancellationToken);
                return true;
            },
            cancellationToken);

    /// <summary>Everything of one partition of all spills, in order. At most <see cref="ClosingLimits.RunsAtOnce"/> runs are open at once.</summary>
    /// <param name="format">What they hold.</param>
    /// <param name="kind">Which spills.</param>
    /// <param name="countOf">How many of those a range has.</param>
    /// <param name="input">Whose, and which partition.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async IAsyncEnumerable<T> MergeAsync<T>(
        RunFormat<T> format, string kind, Func<ScannedRange, int> countOf, MergeInput input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var folder = ClosedScopes.Parts(input.Period, input.Run);
        var sections = await FindAsync(folder, kind, countOf, input, cancellationToken);
        var (attempt, number) = (NewAttempt(), 0);
        var items = await files.MergeSectionsAsync(format, sections, limits.RunsAtOnce, () => NameOf(folder, attempt, kind, number++), cancellationToken);
        await foreach (var item in items)
            yield return item;
    }

    private static string NameOf(string folder, string attempt, string kind, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{folder}{attempt}/{kind}-{number:d6}");

    private async Task<List<RunSection>> FindAsync(string folder, string kind, Func<ScannedRange, int> countOf, MergeInput input, CancellationToken cancellationToken)
    {
        var sections = new List<RunSection>();
        var header = new byte[RunSpill.HeaderBytes(input.Shards)];
        foreach (var part in input.Parts)
        {
            for (var number = 0; number < countOf(part); number++)
            {
                var name = NameOf(folder, part.Attempt, kind, number);
                await files.ReadAsync(name, 0, header, cancellationToken);
                var (offset, length) = RunSpill.Section(header, input.Shard);
                if (length > 0)
                    sections.Add(new RunSection(name, offset, length));
            }
        }

        return sections;
    }
}
