namespace Spotify.Core.Royalties.WhatIf;

/// <summary>What one artist's tracks get by either model.</summary>
/// <param name="Artist">The artist's id; empty for all tracks that the catalogue did not have.</param>
/// <param name="Streams">Eligible streams.</param>
/// <param name="Before">Millionths of minor units by the model that is compared with.</param>
/// <param name="After">Millionths of minor units by the model that is tried.</param>
public sealed record ArtistChange(string Artist, long Streams, Int128 Before, Int128 After)
{
    /// <summary>What the artist wins; below 0 what he loses.</summary>
    public Int128 Change => After - Before;
}

/// <summary>An artist with his place.</summary>
/// <param name="Rank">By what he gets before, from 1.</param>
/// <param name="Artist">Who, and how much.</param>
public sealed record RankedArtist(int Rank, ArtistChange Artist);

/// <summary>Artists of some ranks together.</summary>
/// <param name="From">The first rank.</param>
/// <param name="To">The last rank that there is in it.</param>
/// <param name="Artists">How many.</param>
/// <param name="Before">Millionths of minor units.</param>
/// <param name="After">Millionths of minor units.</param>
/// <param name="Winners">Who gets more.</param>
/// <param name="Losers">Who gets less.</param>
public sealed record RankBand(int From, int To, int Artists, Int128 Before, Int128 After, int Winners, int Losers);

/// <summary>What changes in one currency.</summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Artists">How many artists there are.</param>
/// <param name="Before">Millionths of minor units, all artists.</param>
/// <param name="After">The same: a model moves money, it makes none.</param>
/// <param name="Moved">Millionths of minor units that go from losers to winners.</param>
/// <param name="GiniBefore">0 where all get the same, towards 1 where one gets all.</param>
/// <param name="GiniAfter">Likewise.</param>
/// <param name="Redistribution">
/// The Reynolds-Smolensky index: <see cref="GiniBefore"/> less the concentration of what artists get after in the order of what they got before. Above 0 the change is progressive: it
/// moves money from those with much to those with little.
/// </param>
/// <param name="Reranking">The Atkinson-Plotnick index, 0 or more: how far the order of artists changes. Gini before - Gini after = redistribution - reranking.</param>
/// <param name="Bands">Ranks 1 to 10, to 100, to 1,000, to 10,000, beyond.</param>
/// <param name="Winners">Who wins most, the most first.</param>
/// <param name="Losers">Who loses most, the most first.</param>
public sealed record WhatIfResult(
    string Currency,
    int Artists,
    Int128 Before,
    Int128 After,
    Int128 Moved,
    double GiniBefore,
    double GiniAfter,
    double Redistribution,
    double Reranking,
    IReadOnlyList<RankBand> Bands,
    IReadOnlyList<RankedArtist> Winners,
    IReadOnlyList<RankedArtist> Losers)
{
    private static readonly int[] Ends = [10, 100, 1_000, 10_000, int.MaxValue];

    /// <summary>Ranks artists and adds them up.</summary>
    /// <param name="currency">ISO 4217.</param>
    /// <param name="artists">In no order that means anything.</param>
    /// <param name="most">How many winners and losers are named.</param>
    public static WhatIfResult Of(string currency, IEnumerable<ArtistChange> artists, int most)
    {
        List<RankedArtist> ranked =
        [
            .. artists.OrderByDescending(artist => artist.Before).ThenByDescending(artist => artist.Streams).ThenBy(artist => artist.Artist, StringComparer.Ordinal)
                .Select((artist, index) => new RankedArtist(index + 1, artist)),
        ];
        var before = ranked.Select(one => (double)one.Artist.Before).Reverse().ToList();
        var after = ranked.Select(one => (double)one.Artist.After).Reverse().ToList();
        var (giniBefore, giniAfter, concentration) = (Concentration(before), Concentration([.. after.Order()]), ConcentrationOfTies(ranked));
        return new WhatIfResult(
            currency,
            ranked.Count,
            Sum(ranked, one => one.Before),
            Sum(ranked, one => one.After),
            Sum(ranked, one => Int128.Max(one.Change, 0)),
            giniBefore,
            giniAfter,
            giniBefore - concentration,
            Math.Max(0, giniAfter - concentration),
            BandsOf(ranked),
            [.. ranked.Where(one => one.Artist.Change > 0).OrderByDescending(one => one.Artist.Change).ThenBy(one => one.Rank).Take(most)],
            [.. ranked.Where(one => one.Artist.Change < 0).OrderBy(one => one.Artist.Change).ThenBy(one => one.Rank).Take(most)]);
    }

    /// <summary>The Gini coefficient of amounts in rising order: (2 sum of i x amount_i) / (n sum of amounts) - (n + 1) / n, i from 1. 0 for none.</summary>
    /// <param name="rising">0 or more each. In another order it is the coefficient of concentration in that order.</param>
    public static double Concentration(IReadOnlyList<double> rising)
    {
        ArgumentNullException.ThrowIfNull(rising);
        var (sum, weighted) = (0.0, 0.0);
        for (var i = 0; i < rising.Count; i++)
        {
            sum += rising[i];
            weighted += (i + 1) * rising[i];
        }

        return sum <= 0 ? 0 : (2 * weighted / (rising.Count * sum)) - ((rising.Count + 1.0) / rising.Count);
    }

    // Who got the same before has no order among his like: each counts with the mean of them, or the names of artists would make the index.
    private static double ConcentrationOfTies(List<RankedArtist> ranked)
    {
        var rising = new List<double>(ranked.Count);
        foreach (var equal in ranked.AsEnumerable().Reverse().GroupBy(one => one.Artist.Before))
        {
            var mean = equal.Average(one => (double)one.Artist.After);
            rising.AddRange(equal.Select(_ => mean));
        }

        return Concentration(rising);
    }

    private static List<RankBand> BandsOf(List<RankedArtist> ranked)
    {
        var (bands, start) = (new List<RankBand>(), 0);
        foreach (var end in Ends)
        {
            var band = ranked.Skip(start).Take(Math.Min(end, ranked.Count) - start).ToList();
            if (band.Count > 0)
            {
                bands.Add(new RankBand(
                    start + 1,
                    start + band.Count,
                    band.Count,
                    Sum(band, one => one.Before),
                    Sum(band, one => one.After),
                    band.Count(one => one.Artist.Change > 0),
                    band.Count(one => one.Artist.Change < 0)));
            }

            start += band.Count;
        }

        return bands;
    }

    private static Int128 Sum(IEnumerable<RankedArtist> artists, Func<ArtistChange, Int128> of) => artists.Aggregate(Int128.Zero, (sum, one) => sum + of(one.Artist));
}
