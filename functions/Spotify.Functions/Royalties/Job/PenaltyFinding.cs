using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Money;
using Spotify.Core.Royalties.Parties;
using Spotify.Core.Royalties.Settlement;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Finds tracks whose streams of the month were artificial in their great majority. Exclusions that came late count in the month whose ledger has them.</summary>
internal sealed class PenaltyFinding(ClosedPeriods closed, ILedgerFiles files, RoyaltyLimits limits)
{
    /// <summary>The penalties of a month, by track. A label that is no party is charged nothing.</summary>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<IReadOnlyList<Penalty>> FindAsync(RoyaltyRun run, FrozenInputs frozen, CancellationToken cancellationToken)
    {
        var period = await closed.FindAsync(run.Period, cancellationToken) ?? throw new InvalidDataException($"{run.Period} is not closed.");
        // By track and label, whatever the market and the recording: the other parts of the key are left empty.
        await using var sort = new ExternalSort<LedgerRow>(files, run.Parts, RunFormats.Rows, 1, _ => 0, limits);
        foreach (var market in period.Markets)
        {
            await foreach (var row in closed.RowsAsync(period, market, cancellationToken))
            {
                if (row.Label is null)
                    continue;
                var key = new LedgerRowKey("", "", new TrackKey(LedgerId.Parse(row.Track, "track id")), null, row.Label);
                await sort.AddAsync(new LedgerRow(key, new LedgerSums(row.Plays - row.Adjustments, 0, row.Excluded, 0)), cancellationToken);
            }
        }

        var (found, track, labels) = (new List<Penalty>(), default(TrackKey), new List<LabelStreams>());
        await foreach (var row in sort.ReadAsync(0, cancellationToken))
        {
            if (row.Key.Track != track)
                End();
            track = row.Key.Track;
            labels.Add(new LabelStreams(row.Key.Label!, Math.Max(row.Sums.Plays, 0), row.Sums.Excluded));
        }

        End();
        return found;

        void End()
        {
            if (labels.Count > 0 && Penalty.Of(frozen.Rules, track, labels) is { Amount: > 0 } penalty)
                found.Add(penalty);
            labels.Clear();
        }
    }

    /// <summary>The rate that is missing to charge them; null where none is.</summary>
    public static string? FindRefusal(IReadOnlyList<Penalty> penalties, IReadOnlyDictionary<string, Party> parties, RightsSnapshot snapshot, string period)
    {
        var rates = snapshot.Rates.ToTable(period);
        return penalties
            .Where(penalty => parties.TryGetValue(penalty.Label, out var party) && !rates.TryFind(penalty.Currency, party.Currency, out _))
            .Select(penalty => new MissingRateException(period, penalty.Currency, parties[penalty.Label].Currency).Message).FirstOrDefault();
    }

    /// <summary>The charges that they are, in each party's currency, rounded down.</summary>
    public static IEnumerable<FrozenCharge> ToCharges(IReadOnlyList<Penalty> penalties, IReadOnlyDictionary<string, Party> parties, RightsSnapshot snapshot, string period)
    {
        var rates = snapshot.Rates.ToTable(period);
        foreach (var penalty in penalties)
        {
            if (!parties.TryGetValue(penalty.Label, out var party) || !rates.TryFind(penalty.Currency, party.Currency, out var rate))
                continue;
            var amount = rate.Convert(penalty.Amount, Currency.Of(penalty.Currency), Currency.Of(party.Currency));
            if (amount > 0)
                yield return new FrozenCharge($"penalty_{period}_{penalty.Track}", ChargeKind.Penalty, party.Id, period, amount);
        }
    }
}
