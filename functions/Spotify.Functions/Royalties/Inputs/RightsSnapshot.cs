using System.Text.Json;
using Spotify.Core.Royalties.Agreements;
using Spotify.Core.Royalties.Money;
using Spotify.Core.Royalties.Parties;
using Spotify.Core.Royalties.Settlement;
using Spotify.Core.Royalties.Splits;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Inputs;

/// <summary>One rate as it is stored.</summary>
/// <param name="From">ISO 4217.</param>
/// <param name="To">ISO 4217.</param>
/// <param name="Rate">How much of <paramref name="To"/> one major unit of <paramref name="From"/> is, as a decimal text.</param>
public sealed record FrozenRate(string From, string To, string Rate);

/// <summary>Rates as they are stored.</summary>
internal static class FrozenRates
{
    /// <summary>The table that they are.</summary>
    /// <param name="rates">The rates.</param>
    /// <param name="period">The month that they are of.</param>
    /// <exception cref="InvalidDataException">One is no rate: <see cref="RateRules"/> lets none in.</exception>
    public static RateTable ToTable(this IEnumerable<FrozenRate> rates, string period) => new(period, rates.Select(rate => ExchangeRate.TryParse(rate.Rate, out var read)
        ? new RateEntry(rate.From, rate.To, read)
        : throw new InvalidDataException($"'{rate.Rate}' is no rate of {rate.From} to {rate.To}.")));
}

/// <summary>What is taken from a party or owed by it.</summary>
/// <param name="Id">The charge's id.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Party">Whose.</param>
/// <param name="Period">The month that it counts from.</param>
/// <param name="Amount">Minor units of the party's currency, above 0.</param>
public sealed record FrozenCharge(string Id, ChargeKind Kind, string Party, string Period, long Amount);

/// <summary>Escrow that was released to a party.</summary>
/// <param name="Party">Whose it is now.</param>
/// <param name="Released">What it brings.</param>
public sealed record FrozenRelease(string Party, ReleasedEscrow Released);

/// <summary>Who may have what in a period, as it is when the inputs are frozen.</summary>
public sealed record RightsSnapshot
{
    /// <summary>The agreements that cover the period, by id.</summary>
    public required IReadOnlyList<Agreement> Agreements { get; init; }

    /// <summary>The versions of split sheets that hold in the period, by track, side and version.</summary>
    public required IReadOnlyList<SplitSheet> Sheets { get; init; }

    /// <summary>Everybody who is paid, by id.</summary>
    public required IReadOnlyList<Party> Parties { get; init; }

    /// <summary>The period's rates, by both currencies.</summary>
    public required IReadOnlyList<FrozenRate> Rates { get; init; }

    /// <summary>Costs and advances that count from the period or an earlier one, by id.</summary>
    public IReadOnlyList<FrozenCharge> Charges { get; init; } = [];

    /// <summary>Taxes, by source and residence.</summary>
    public IReadOnlyList<TreatyRate> Taxes { get; init; } = [];

    /// <summary>Escrow that is released in the period, by party and release.</summary>
    public IReadOnlyList<FrozenRelease> Releases { get; init; } = [];
}

/// <summary>Where rights are read from when they are frozen.</summary>
internal interface IRightsSource
{
    /// <summary>What holds in a period now.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    Task<RightsSnapshot> ReadAsync(string period, CancellationToken cancellationToken);
}

/// <summary>Freezes rights as files of JSON, in an order that does not depend on where they came from, and reads them again.</summary>
internal sealed class RightsFreezing(IRightsSource source, ILedgerFiles files)
{
    private const string Agreements = "agreements";
    private const string Splits = "splits";
    private const string Parties = "parties";
    private const string Rates = "rates";
    private const string Charges = "charges";
    private const string Taxes = "taxes";
    private const string Releases = "releases";

    /// <summary>Writes the files. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<IReadOnlyList<FrozenFile>> FreezeAsync(string period, string folder, CancellationToken cancellationToken)
    {
        var rights = await source.ReadAsync(period, cancellationToken);
        return
        [
            await WriteAsync(folder, Agreements, rights.Agreements.OrderBy(one => one.Id, StringComparer.Ordinal), cancellationToken),
            await WriteAsync(
                folder,
                Splits,
                rights.Sheets.OrderBy(one => one.Track, StringComparer.Ordinal).ThenBy(one => one.Side).ThenBy(one => one.Version).ThenBy(one => one.From, StringComparer.Ordinal),
                cancellationToken),
            await WriteAsync(folder, Parties, rights.Parties.OrderBy(one => one.Id, StringComparer.Ordinal), cancellationToken),
            await WriteAsync(folder, Rates, rights.Rates.OrderBy(one => one.From, StringComparer.Ordinal).ThenBy(one => one.To, StringComparer.Ordinal), cancellationToken),
            await WriteAsync(folder, Charges, rights.Charges.OrderBy(one => one.Id, StringComparer.Ordinal), cancellationToken),
            await WriteAsync(folder, Taxes, rights.Taxes.OrderBy(one => one.Source, StringComparer.Ordinal).ThenBy(one => one.Residence, StringComparer.Ordinal), cancellationToken),
            await WriteAsync(
                folder, Releases, rights.Releases.OrderBy(one => one.Party, StringComparer.Ordinal).ThenBy(one => one.Released.Release, StringComparer.Ordinal), cancellationToken),
        ];
    }

    /// <summary>What was frozen.</summary>
    /// <exception cref="InvalidDataException">It is not what was frozen.</exception>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<RightsSnapshot> ReadAsync(FrozenInputs inputs, CancellationToken cancellationToken) => new()
    {
        Agreements = await ReadAgreementsAsync(inputs, cancellationToken),
        Sheets = await ReadAsync<SplitSheet>(inputs, Splits, cancellationToken),
        Parties = await ReadAsync<Party>(inputs, Parties, cancellationToken),
        Rates = await ReadAsync<FrozenRate>(inputs, Rates, cancellationToken),
        Charges = await ReadAsync<FrozenCharge>(inputs, Charges, cancellationToken),
        Taxes = await ReadAsync<TreatyRate>(inputs, Taxes, cancellationToken),
        Releases = await ReadAsync<FrozenRelease>(inputs, Releases, cancellationToken),
    };

    /// <summary>The agreements that were frozen.</summary>
    /// <exception cref="InvalidDataException">They are not what was frozen.</exception>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public Task<IReadOnlyList<Agreement>> ReadAgreementsAsync(FrozenInputs inputs, CancellationToken cancellationToken) => ReadAsync<Agreement>(inputs, Agreements, cancellationToken);

    private Task<FrozenFile> WriteAsync<T>(string folder, string kind, IEnumerable<T> items, CancellationToken cancellationToken) =>
        files.WriteFrozenAsync(folder, kind, JsonSerializer.SerializeToUtf8Bytes(items.ToList(), DocumentJson.Options), cancellationToken);

    private async Task<IReadOnlyList<T>> ReadAsync<T>(FrozenInputs inputs, string kind, CancellationToken cancellationToken) =>
        JsonSerializer.Deserialize<List<T>>(await files.ReadFrozenAsync(inputs.File(kind), cancellationToken), DocumentJson.Options)!;
}
