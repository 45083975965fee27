using Spotify.Core;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Parties;
using Spotify.Core.Royalties.Periods;
using Spotify.Core.Royalties.Settlement;

namespace Spotify.Functions.Royalties.Results;

/// <summary>What the calculation of a month came to. Nothing that is read here ever changes, but the stage.</summary>
public interface IRoyaltyResults
{
    /// <summary>All months that are calculated or further, in order.</summary>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    Task<IReadOnlyList<CalculatedPeriod>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>A month that is calculated or further; null for any other.</summary>
    /// <param name="period">The month, <c>yyyy-MM</c>.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    Task<CalculatedPeriod?> FindAsync(string period, CancellationToken cancellationToken = default);

    /// <summary>How the pools were divided: of the month itself and of every earlier month that it corrects, in order of month and pool.</summary>
    /// <param name="period">A calculated month.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    Task<IReadOnlyList<MonthPool>> PoolsAsync(string period, CancellationToken cancellationToken = default);

    /// <summary>The parties that have a statement, as they were when the month was frozen, in order of their ids.</summary>
    /// <param name="period">A calculated month.</param>
    /// <param name="chosen">Which of them.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    IAsyncEnumerable<Party> PartiesAsync(string period, PartyChoice chosen, CancellationToken cancellationToken = default);

    /// <summary>A party as it was when the month was frozen; null where it has no statement.</summary>
    /// <param name="period">A calculated month.</param>
    /// <param name="party">The party's id.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    Task<Party?> PartyAsync(string period, string party, CancellationToken cancellationToken = default);

    /// <summary>A party's statement; null where it has none.</summary>
    /// <param name="period">A calculated month.</param>
    /// <param name="party">The party's id.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    Task<PartyStatement?> StatementAsync(string period, string party, CancellationToken cancellationToken = default);

    /// <summary>
    /// A party's lines, in the order of pools, sides, agreements, tracks and roles. Of a corrected month they are what the month comes to now, of which the statement's credits
    /// are the difference to what was known before.
    /// </summary>
    /// <param name="period">A calculated month.</param>
    /// <param name="party">The party's id.</param>
    /// <param name="month">The month itself, or one that it corrects.</param>
    /// <param name="skip">How many lines to pass over, from 0.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    IAsyncEnumerable<EarningLine> LinesAsync(string period, string party, string month, long skip = 0, CancellationToken cancellationToken = default);
}

/// <summary>A month that is calculated or further.</summary>
/// <param name="Period">The month, <c>yyyy-MM</c>.</param>
/// <param name="Stage"><see cref="RoyaltyStage.Calculated"/> or further.</param>
/// <param name="LedgerRoot">The Merkle root of the closed ledger that was divided, 64 hexadecimal digits.</param>
/// <param name="Inputs">The digest of the frozen inputs.</param>
/// <param name="Digest">The digest of all results.</param>
/// <param name="CalculatedAt">When it was calculated first.</param>
/// <param name="Corrects">Earlier months that it corrects, in order.</param>
public sealed record CalculatedPeriod(
    string Period, RoyaltyStage Stage, string LedgerRoot, string Inputs, string Digest, DateTimeOffset CalculatedAt, IReadOnlyList<string> Corrects);

/// <summary>A pool of a month that was divided.</summary>
/// <param name="Month">The month itself, or one that it corrects.</param>
/// <param name="Pool">How it was divided; of a corrected month what it comes to now.</param>
public sealed record MonthPool(string Month, DividedPool Pool);

/// <summary>Which parties are meant.</summary>
/// <param name="All">All of them; then the rest is not looked at.</param>
/// <param name="Label">Those of this label.</param>
/// <param name="Artist">Those of this artist.</param>
public sealed record PartyChoice(bool All, string? Label, string? Artist)
{
    /// <summary>Whether a party is meant.</summary>
    public bool Includes(Party party)
    {
        ArgumentNullException.ThrowIfNull(party);
        return All || (Label is not null && party.Label == Label) || (Artist is not null && party.Artist == Artist);
    }
}
