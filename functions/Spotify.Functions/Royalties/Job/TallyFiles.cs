using Spotify.Core.Telemetry;
using Spotify.Functions.Royalties.Inputs;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Finds the tallies of earlier months, as they were known when a month was closed.</summary>
internal sealed class TallyFiles(RoyaltyResultFiles results, FrozenInputsStore inputs)
{
    /// <summary>The kind of a month's tally.</summary>
    public const string FileKind = "tracks";

    /// <summary>The tallies of the months before one that count for its tracks.</summary>
    /// <param name="step">The month, with what the run has tallied itself, which is not among stored results yet.</param>
    /// <param name="months">How many months count, the month itself included.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<IReadOnlyList<FrozenFile>> BeforeAsync(MonthStep step, int months, CancellationToken cancellationToken)
    {
        var (found, month) = (new List<FrozenFile>(), step.Scope.Month);
        for (var i = 1; i < months; i++)
        {
            month = AccountingPeriod.Before(month);
            if (await FindAsync(step, month, cancellationToken) is { } file)
                found.Add(file);
        }

        return found;
    }

    // The last ledger up to the month's own that was tallied for the earlier one: what came later was not known then, and a month must come to the same for ever.
    private async Task<FrozenFile?> FindAsync(MonthStep step, string month, CancellationToken cancellationToken)
    {
        for (var ledger = step.Scope.Month; string.CompareOrdinal(ledger, month) >= 0 && string.CompareOrdinal(ledger, step.Scope.First) >= 0; ledger = AccountingPeriod.Before(ledger))
        {
            if (await inputs.FindAsync(step.Run, ledger, cancellationToken) is not { } frozen || !frozen.Tallied.Contains(month))
                continue;
            return ledger == step.Run.Period
                ? step.Files.Tallied[month]
                : (await results.GetAsync(ledger, cancellationToken)).File($"months/{month}/{FileKind}");
        }

        return null;
    }
}
