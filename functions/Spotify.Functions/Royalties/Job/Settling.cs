using Spotify.Core.Royalties.Parties;
using Spotify.Core.Royalties.Settlement;
using Spotify.Core.Telemetry;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>What all statements in one currency come to.</summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Statements">How many.</param>
/// <param name="Opening">Carried from the period before.</param>
/// <param name="Credited">What pools brought.</param>
/// <param name="Released">What came out of escrow.</param>
/// <param name="Recouped">What was paid back.</param>
/// <param name="Withheld">Tax.</param>
/// <param name="Paid">What is sent to the bank.</param>
/// <param name="Carried">What goes into the next period.</param>
public sealed record SettledTotals(string Currency, long Statements, long Opening, long Credited, long Released, long Recouped, long Withheld, long Paid, long Carried)
{
    internal SettledTotals Add(PartyStatement statement) => checked(this with
    {
        Statements = Statements + 1,
        Opening = Opening + statement.Opening,
        Credited = Credited + statement.Credits.Sum(credit => credit.Amount),
        Released = Released + statement.Released.Sum(release => release.Amount),
        Recouped = Recouped + statement.Recouped.Sum(one => one.Amount),
        Withheld = Withheld + statement.Withheld.Sum(tax => tax.Amount),
        Paid = Paid + statement.Paid,
        Carried = Carried + statement.Carried,
    });
}

/// <summary>How settling ended.</summary>
/// <param name="Files">Statements, charges and penalties.</param>
/// <param name="Totals">What statements come to, by currency; null where it is refused.</param>
/// <param name="Refusal">Why it may not be; null where it may.</param>
public sealed record SettledPeriod(IReadOnlyList<FrozenFile> Files, IReadOnlyList<SettledTotals>? Totals, string? Refusal);

/// <summary>Makes every party's statement: party by party, but for collateral groups, which are held together.</summary>
internal sealed class Settling(FrozenInputsStore inputs, RightsFreezing rights, PenaltyFinding penalties, RoyaltyResultFiles results, ILedgerFiles files)
{
    /// <summary>The kind of the statements' file: a line of JSON each, by party.</summary>
    public const string StatementsKind = "statements.jsonl";

    /// <summary>The kind of the charges' file: every charge that was ever known, and what is left of it.</summary>
    public const string ChargesKind = "charges.jsonl";

    /// <summary>The kind of the penalties' file.</summary>
    public const string PenaltiesKind = "penalties.jsonl";

    /// <summary>Settles. Safe to repeat.</summary>
    /// <returns>A refusal where a rate is missing or a party is gone; then no statement is written.</returns>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<SettledPeriod> SettleAsync(SettleInput input, CancellationToken cancellationToken)
    {
        var run = input.Run;
        var frozen = await inputs.GetAsync(run, run.Period, cancellationToken);
        var snapshot = await rights.ReadAsync(frozen, cancellationToken);
        var parties = snapshot.Parties.ToDictionary(party => party.Id, StringComparer.Ordinal);
        var before = frozen.First == run.Period ? null : await results.GetAsync(AccountingPeriod.Before(run.Period), cancellationToken);
        var found = await penalties.FindAsync(run, frozen, cancellationToken);
        if (PenaltyFinding.FindRefusal(found, parties, snapshot, run.Period) is { } refusal)
            return new SettledPeriod([], null, refusal);

        var charges = await ChargesAsync(before, snapshot, PenaltyFinding.ToCharges(found, parties, snapshot, run.Period), cancellationToken);
        var treaties = new TreatyTable(snapshot.Taxes);
        var book = new AccountBook(parties, snapshot, charges, input.Credits.Credits!, before?.File(StatementsKind), files);
        if (await book.FindStrangerAsync(cancellationToken) is { } stranger)
            return new SettledPeriod([], null, $"'{stranger}' has a balance and is not among the parties any more.");
        var totals = new SortedDictionary<string, SettledTotals>(StringComparer.Ordinal);
        var groups = await GroupsAsync(run.Period, book, charges, treaties, cancellationToken);
        var statements = await files.WriteHashedAsync(
            run.Folder, StatementsKind, stream => JsonLines.WriteAsync(StatementsAsync(), stream, cancellationToken), cancellationToken);
        var left = await files.WriteHashedAsync(
            run.Folder, ChargesKind, stream => JsonLines.WriteAsync(charges.All.ToAsyncEnumerable(), stream, cancellationToken), cancellationToken);
        var charged = await files.WriteHashedAsync(
            run.Folder, PenaltiesKind, stream => JsonLines.WriteAsync(found.ToAsyncEnumerable(), stream, cancellationToken), cancellationToken);
        return new SettledPeriod([statements, left, charged], [.. totals.Values], null);

        async IAsyncEnumerable<PartyStatement> StatementsAsync()
        {
            await foreach (var account in book.ReadAsync(cancellationToken))
            {
                var statement = groups.TryGetValue(account.Party.Id, out var one) ? one : charges.Settle(run.Period, [account], treaties)[0];
                if (account.IsSilent && statement.Recouped.Count == 0)
                    continue;
                totals[statement.Currency] = (totals.GetValueOrDefault(statement.Currency) ?? new SettledTotals(statement.Currency, 0, 0, 0, 0, 0, 0, 0, 0)).Add(statement);
                yield return statement;
            }
        }
    }

    private static async Task<Dictionary<string, PartyStatement>> GroupsAsync(
        string period, AccountBook book, ChargeBook charges, TreatyTable treaties, CancellationToken cancellationToken)
    {
        var members = new SortedDictionary<string, List<PartyAccount>>(StringComparer.Ordinal);
        await foreach (var account in book.ReadAsync(cancellationToken))
        {
            if (account.Party.CollateralGroup is not { } group)
                continue;
            if (!members.TryGetValue(group, out var accounts))
                members.Add(group, accounts = []);
            accounts.Add(account);
        }

        return members.Values.SelectMany(group => charges.Settle(period, group, treaties)).ToDictionary(statement => statement.Party, StringComparer.Ordinal);
    }

    private async Task<ChargeBook> ChargesAsync(
        RoyaltyResults? before, RightsSnapshot snapshot, IEnumerable<FrozenCharge> penalties, CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, ChargeLeft>(StringComparer.Ordinal);
        if (before is not null)
        {
            await foreach (var charge in JsonLines.ReadAsync<ChargeLeft>(before.File(ChargesKind), files, cancellationToken))
                known[charge.Charge.Id] = charge;
        }

        foreach (var charge in snapshot.Charges.Concat(penalties))
            known.TryAdd(charge.Id, new ChargeLeft(charge, charge.Amount));
        return new ChargeBook(known.Values);
    }
}

/// <summary>The accounts of a period, by party: what the period before carried, credits and releases put together.</summary>
internal sealed class AccountBook(
    IReadOnlyDictionary<string, Party> parties, RightsSnapshot snapshot, ChargeBook charges, FrozenFile credits, FrozenFile? before, ILedgerFiles files)
{
    private readonly List<Party> _order = [.. parties.Values.OrderBy(party => party.Id, StringComparer.Ordinal)];
    private readonly ILookup<string, ReleasedEscrow> _releases = snapshot.Releases.ToLookup(release => release.Party, release => release.Released, StringComparer.Ordinal);

    /// <summary>Somebody who has a balance and is no party; null for nobody.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<string?> FindStrangerAsync(CancellationToken cancellationToken)
    {
        await foreach (var statement in BeforeAsync(cancellationToken))
        {
            if (statement.Carried != 0 && !parties.ContainsKey(statement.Party))
                return statement.Party;
        }

        return null;
    }

    /// <summary>All accounts, also those with nothing in them.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async IAsyncEnumerable<PartyAccount> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var brought = Crediting.ReadAsync(credits, files, cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using var carried = BeforeAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        var (hasBrought, hasCarried) = (await brought.MoveNextAsync(), await carried.MoveNextAsync());
        foreach (var party in _order)
        {
            while (hasCarried && string.CompareOrdinal(carried.Current.Party, party.Id) < 0)
                hasCarried = await carried.MoveNextAsync();
            var opening = hasCarried && carried.Current.Party == party.Id ? carried.Current.Carried : 0;
            while (hasBrought && string.CompareOrdinal(brought.Current.Party, party.Id) < 0)
                hasBrought = await brought.MoveNextAsync();
            IReadOnlyList<Credit> found = hasBrought && brought.Current.Party == party.Id ? brought.Current.Credits : [];
            yield return new PartyAccount(party, opening, found, [.. _releases[party.Id]], charges.Of(party.Id));
        }
    }

    private IAsyncEnumerable<PartyStatement> BeforeAsync(CancellationToken cancellationToken) =>
        before is null ? AsyncEnumerable.Empty<PartyStatement>() : JsonLines.ReadAsync<PartyStatement>(before, files, cancellationToken);
}
