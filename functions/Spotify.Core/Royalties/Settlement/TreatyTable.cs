using Spotify.Core.Catalog;

namespace Spotify.Core.Royalties.Settlement;

/// <summary>What a state takes of royalties that leave it.</summary>
/// <param name="Source">Where they are earned, ISO 3166-1 alpha-2.</param>
/// <param name="Residence">Where the party is taxed, or <c>*</c> for everywhere else.</param>
/// <param name="StatutoryBp">Without a certificate of residence, in hundredths of a percent, 0 to 10,000.</param>
/// <param name="TreatyBp">With one, in hundredths of a percent, at most <paramref name="StatutoryBp"/>.</param>
public sealed record TreatyRate(string Source, string Residence, int StatutoryBp, int TreatyBp);

/// <summary>The rates of withholding tax. What is not in it is not taxed here.</summary>
public sealed class TreatyTable
{
    /// <summary>Stands for every residence that has no line of its own.</summary>
    public const string Elsewhere = "*";

    private readonly Dictionary<(string Source, string Residence), TreatyRate> _rates;

    /// <summary>A table.</summary>
    /// <param name="rates">Rates that were found right by <see cref="Find"/>.</param>
    public TreatyTable(IEnumerable<TreatyRate> rates) => _rates = rates.ToDictionary(rate => (rate.Source, rate.Residence));

    /// <summary>Everything that is wrong with a table; empty for nothing.</summary>
    public static IReadOnlyList<RightsFault> Find(IReadOnlyList<TreatyRate> rates)
    {
        ArgumentNullException.ThrowIfNull(rates);
        var (faults, seen) = (new List<RightsFault>(), new HashSet<(string, string)>());
        foreach (var (i, rate) in rates.Index())
        {
            if (!Markets.IsCountry(rate.Source))
                faults.Add(new($"rates[{i}].source", $"'{rate.Source}' is no country of ISO 3166-1 alpha-2"));
            if (rate.Residence != Elsewhere && !Markets.IsCountry(rate.Residence))
                faults.Add(new($"rates[{i}].residence", $"'{rate.Residence}' is no country of ISO 3166-1 alpha-2, nor '*'"));
            if (rate.StatutoryBp is < 0 or > 10_000)
                faults.Add(new($"rates[{i}].statutory_bp", "must be 0 to 10,000 hundredths of a percent"));
            if (rate.TreatyBp < 0 || rate.TreatyBp > rate.StatutoryBp)
                faults.Add(new($"rates[{i}].treaty_bp", "must be 0 to 'statutory_bp'"));
            if (!seen.Add((rate.Source, rate.Residence)))
                faults.Add(new($"rates[{i}]", $"{rate.Source} to {rate.Residence} has a rate already"));
        }

        return faults;
    }

    /// <summary>The rate for a party.</summary>
    /// <param name="source">Where the money was earned.</param>
    /// <param name="residence">Where the party is taxed; what is earned there is not taxed here.</param>
    /// <param name="hasCertificate">Whether treaties apply to it.</param>
    /// <returns>Hundredths of a percent.</returns>
    public int RateOf(string source, string residence, bool hasCertificate)
    {
        if (source == residence)
            return 0;
        var rate = _rates.GetValueOrDefault((source, residence)) ?? _rates.GetValueOrDefault((source, Elsewhere));
        return rate is null ? 0 : hasCertificate ? rate.TreatyBp : rate.StatutoryBp;
    }
}
