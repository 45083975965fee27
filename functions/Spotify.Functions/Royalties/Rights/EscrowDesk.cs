using Spotify.Core.Royalties.Money;
using Spotify.Core.Royalties.Settlement;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Royalties.Job;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Rights;

/// <summary>
/// What is kept for holders who cannot be paid yet, and its release. What an account holds is what calculated months kept in it, month by month and pool by pool; a release takes all of one
/// month, by that month's rates, into a month that is not over yet: one that is may be frozen already, and the release would be in no statement.
/// </summary>
public sealed class EscrowDesk
{
    private readonly VersionedDocuments _documents;
    private readonly PartyDesk _parties;
    private readonly TableDesk _tables;
    private readonly RoyaltyResultFiles _results;
    private readonly ILedgerFiles _files;

    internal EscrowDesk(VersionedDocuments documents, PartyDesk parties, TableDesk tables, RoyaltyResultFiles results, ILedgerFiles files) =>
        (_documents, _parties, _tables, _results, _files) = (documents, parties, tables, results, files);

    /// <summary>What the calculation of a month kept, account by account.</summary>
    /// <param name="period">The month.</param>
    /// <param name="account">One account alone; null for all.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>Null where the month is not calculated.</returns>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<IReadOnlyList<EscrowCredit>?> ListAsync(string period, string? account, int most, CancellationToken cancellationToken) =>
        await _results.FindAsync(period, cancellationToken) is { } results
            ? await JsonLines.ReadAsync<EscrowCredit>(results.File(Crediting.EscrowKind), _files, cancellationToken)
                .Where(credit => account is null || credit.Earning.Holder == account).Take(most).ToListAsync(cancellationToken)
            : null;

    /// <summary>All releases with who made them, in order of month and account.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public IAsyncEnumerable<Versioned<EscrowRelease>> ListReleasesAsync(CancellationToken cancellationToken) =>
        _documents.ListAsync<EscrowRelease>(DocumentContainer.Money, RightsPlaces.Releases, cancellationToken);

    /// <summary>Releases what a month kept in an account. The same release again changes nothing; another one of the same money is refused.</summary>
    /// <param name="request">What, to whom, and when.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    internal async Task<Change<EscrowRelease>> ReleaseAsync(ReleaseRequest request, string by, CancellationToken cancellationToken)
    {
        if (await _parties.FindAsync(request.Party, cancellationToken) is not { } party)
            return Refuse($"'party': there is no party '{request.Party}': register it first.");
        if (await ListAsync(request.Kept, request.Account, int.MaxValue, cancellationToken) is not { } kept)
            return Refuse($"'kept': {request.Kept} is not calculated: nothing is kept of it yet.");
        if (kept.Count == 0)
            return Refuse($"'account': {request.Kept} kept nothing in '{request.Account}'.");
        var rates = (await _tables.FindRatesAsync(request.Kept, cancellationToken))?.Current.Item.Rates.ToTable(request.Kept) ?? new RateTable(request.Kept, []);
        var (amount, to) = (0L, Currency.Of(party.Currency));
        foreach (var credit in kept)
        {
            var from = credit.Earning.Pool.Currency;
            if (!rates.TryFind(from, party.Currency, out var rate))
                return Refuse($"The rates of {request.Kept} have none from {from} to {party.Currency}.");
            amount = checked(amount + rate.Convert(credit.Earning.Amount, Currency.Of(from), to));
        }

        if (amount <= 0)
            return Refuse($"'account': what {request.Kept} kept in '{request.Account}' comes to {to.Format(amount)} {to.Code}: there is nothing to release.");

        var release = new EscrowRelease(request.Period, party.Id, request.Account, request.Kept, amount, party.Currency);
        return await _documents.PutAsync(
            DocumentContainer.Money,
            RightsPlaces.Releases,
            $"{request.Kept}:{request.Account}",
            _ => release,
            by,
            async token =>
            {
                var there = await _documents.FindAsync<EscrowRelease>(DocumentContainer.Money, RightsPlaces.Releases, $"{request.Kept}:{request.Account}", token);
                if (there is not null && there.Item != release)
                    return $"What {request.Kept} kept in '{request.Account}' was released to {there.Item.Party} in {there.Item.Period} already.";
                return there is null ? _tables.PastRefusal(request.Period) : null;
            },
            cancellationToken);

        static Change<EscrowRelease> Refuse(string refusal) => new(null, refusal);
    }
}

/// <summary>What an operator asks to release.</summary>
internal sealed record ReleaseRequest
{
    public required string Account { get; init; }

    public required string Kept { get; init; }

    public required string Party { get; init; }

    public required string Period { get; init; }
}

/// <summary>Escrow that was released.</summary>
/// <param name="Period">The month in which the party has it.</param>
/// <param name="Party">Who.</param>
/// <param name="Account">The escrow account.</param>
/// <param name="Kept">The month that kept it.</param>
/// <param name="Amount">Minor units of <paramref name="Currency"/>, each pool rounded down.</param>
/// <param name="Currency">The party's currency, ISO 4217.</param>
public sealed record EscrowRelease(string Period, string Party, string Account, string Kept, long Amount, string Currency)
{
    internal FrozenRelease ToFrozen() => new(Party, new ReleasedEscrow($"{Kept}:{Account}", Account, Kept, Amount));
}
