using System.Globalization;
using Spotify.Core;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Money;
using Spotify.Core.Royalties.Parties;
using Spotify.Core.Royalties.Periods;
using Spotify.Core.Royalties.Settlement;
using Spotify.Core.Royalties.Statements;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Royalties.Results;

namespace Spotify.Functions.Royalties.Statements;

/// <summary>A statement that its caller may read.</summary>
/// <param name="Month">The calculation that it is of.</param>
/// <param name="Party">The party, as it was then.</param>
/// <param name="Statement">The statement.</param>
public sealed record FoundStatement(CalculatedPeriod Month, Party Party, PartyStatement Statement)
{
    /// <summary>As its party reads it.</summary>
    /// <exception cref="InvalidDataException">It does not add up.</exception>
    public StatementView View() => StatementView.Of(new StatementSource(Month.Period, Month.Stage, Month.LedgerRoot, Month.Digest), Party, Statement);

    /// <summary>The months that it has lines of: its own, then those that it corrects.</summary>
    public IEnumerable<string> Months => Month.Corrects.Prepend(Month.Period);
}

/// <summary>
/// Hands out statements to whom they are for: operators read all of them; staff of a label those of its parties and artists their own, once the month is approved.
/// </summary>
public sealed class StatementDesk(IRoyaltyResults results, TrackNames names)
{
    /// <summary>The most lines that one page looks at, so that a narrow filter over a long statement is answered in pieces.</summary>
    public const int MaxScanned = 20_000;

    private const int NamedAtOnce = 200;

    /// <summary>Finds a statement; null where there is none, or the caller may not know of it.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<FoundStatement?> FindAsync(Caller caller, string period, string party, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (await results.FindAsync(period, cancellationToken) is not { } month || !MaySee(caller, month))
            return null;
        if (await results.PartyAsync(period, party, cancellationToken) is not { } found || !ChoiceOf(caller).Includes(found))
            return null;
        return await results.StatementAsync(period, party, cancellationToken) is { } statement ? new FoundStatement(month, found, statement) : null;
    }

    /// <summary>Lists the statements that a caller may read, the latest month first.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="period">One month; null for all.</param>
    /// <param name="after">Where the page before ended; null for the first page.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<StatementList> ListAsync(Caller caller, string? period, StatementPlace? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var (found, choice) = (new List<StatementEntry>(limit), ChoiceOf(caller));
        var months = (await results.ListAsync(cancellationToken)).Where(month => MaySee(caller, month) && (period is null || month.Period == period))
            .Where(month => after is null || string.CompareOrdinal(month.Period, after.Period) <= 0)
            .OrderByDescending(month => month.Period, StringComparer.Ordinal);
        foreach (var month in months)
        {
            await foreach (var party in results.PartiesAsync(month.Period, choice, cancellationToken))
            {
                if (after is not null && month.Period == after.Period && string.CompareOrdinal(party.Id, after.Party) <= 0)
                    continue;
                if (found.Count == limit)
                    return new StatementList(found, new StatementPlace(found[^1].Period, found[^1].Party).ToString());
                if (await results.StatementAsync(month.Period, party.Id, cancellationToken) is { } statement)
                    found.Add(StatementEntry.Of(new FoundStatement(month, party, statement)));
            }
        }

        return new StatementList(found, null);
    }

    /// <summary>A page of a statement's lines.</summary>
    /// <param name="found">The statement.</param>
    /// <param name="chosen">Which lines.</param>
    /// <param name="skip">How many lines of the month to pass over.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<StatementLines> LinesAsync(FoundStatement found, LineChoice chosen, long skip, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(found);
        ArgumentNullException.ThrowIfNull(chosen);
        var (lines, place) = (new List<EarningLine>(limit), skip);
        string? next = null;
        await foreach (var line in results.LinesAsync(found.Month.Period, found.Party.Id, chosen.Month, skip, cancellationToken))
        {
            if (lines.Count == limit || place - skip == MaxScanned)
            {
                next = place.ToString(CultureInfo.InvariantCulture);
                break;
            }

            place++;
            if (chosen.Includes(line))
                lines.Add(line);
        }

        return new StatementLines(chosen.Month, await NamedAsync(chosen.Month, lines, cancellationToken), next);
    }

    /// <summary>All lines of a month, named, in their order.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async IAsyncEnumerable<StatementLine> AllLinesAsync(
        FoundStatement found, string month, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(found);
        var page = new List<EarningLine>(NamedAtOnce);
        await foreach (var line in results.LinesAsync(found.Month.Period, found.Party.Id, month, 0, cancellationToken))
        {
            page.Add(line);
            if (page.Count < NamedAtOnce)
                continue;
            foreach (var named in await NamedAsync(month, page, cancellationToken))
                yield return named;
            page.Clear();
        }

        foreach (var named in await NamedAsync(month, page, cancellationToken))
            yield return named;
    }

    /// <summary>The tracks that brought most in each of the pools' currencies.</summary>
    /// <param name="found">The statement.</param>
    /// <param name="most">How many in each currency.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<TopTracks> TopAsync(FoundStatement found, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(found);
        var (sums, seen, isWhole) = (new Dictionary<(string Currency, string Track), Int128>(), 0, true);
        await foreach (var line in results.LinesAsync(found.Month.Period, found.Party.Id, found.Month.Period, 0, cancellationToken))
        {
            if (seen++ == MaxScanned * 5)
            {
                isWhole = false;
                break;
            }

            var key = (line.Pool.Currency, line.Track);
            sums[key] = sums.GetValueOrDefault(key) + line.Micros;
        }

        var top = sums.GroupBy(sum => sum.Key.Currency, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .SelectMany(group => group.OrderByDescending(sum => sum.Value).ThenBy(sum => sum.Key.Track, StringComparer.Ordinal).Take(most)).ToList();
        var named = await names.FindAsync(top.Select(one => one.Key.Track), cancellationToken);
        return new TopTracks(
            isWhole,
            [
                .. top.Select(one => new TopTrack(
                    one.Key.Currency,
                    one.Key.Track,
                    named[one.Key.Track].Title,
                    named[one.Key.Track].Artist,
                    DecimalText.Of(one.Value, Currency.Of(one.Key.Currency).Exponent + DecimalText.MicroDigits))),
            ]);
    }

    private async Task<IReadOnlyList<StatementLine>> NamedAsync(string month, IReadOnlyList<EarningLine> lines, CancellationToken cancellationToken)
    {
        var named = await names.FindAsync(lines.Select(line => line.Track), cancellationToken);
        return [.. lines.Select(line => StatementLine.Of(month, line, named[line.Track]))];
    }

    // What nobody stands for yet is for operators alone.
    private static bool MaySee(Caller caller, CalculatedPeriod month) => caller.IsAdmin || month.Stage >= RoyaltyStage.Approved;

    private static PartyChoice ChoiceOf(Caller caller) => new(caller.IsAdmin, caller.Label, caller.Artist);
}
