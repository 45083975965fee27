using FsCheck;
using FsCheck.Fluent;
using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Agreements;
using Spotify.Core.Royalties.Calculation;

namespace Spotify.Core.Tests.Royalties.Calculation;

/// <summary>Random months.</summary>
internal static class Worlds
{
    private const int Tracks = 6;
    private static readonly string?[] Labels = ["La", "Lb", "Lc", null, "Lx"];

    /// <summary>Anything goes: several pools and currencies, labels without agreement, noise, splits, guarantees, all models.</summary>
    public static Gen<Month> Any() =>
        from plays in PlaysOf(8, Gen.Elements("DE", "JP"), Gen.Elements("premium", "family"))
        from fees in FeesOf(8, Gen.Elements("DE", "JP"), Gen.Elements("premium", "family"), Gen.Elements("EUR", "JPY"))
        from labels in Gen.Elements(Labels).ArrayOf(Tracks + 1)
        from models in Gen.Elements(Enum.GetValues<RoyaltyModel>()).ArrayOf(3)
        from shares in Gen.Choose(0, 6_000).ArrayOf(6)
        from minimum in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 2_000)))
        from noise in Gen.Choose(0, Tracks)
        from minStreams in Gen.Elements(0, 0, 1, 20)
        from minListeners in Gen.Elements(0, 0, 1, 3)
        from cut in Gen.Choose(0, 1_000_000_000)
        select new Month
        {
            Plays = [.. plays.Select(row => row with { Label = labels[row.Track] })],
            Fees = [.. fees],
            Rules = new RoyaltyRules { MinStreams = minStreams, MinListeners = minListeners, ProfessionalStreams = 20, ProfessionalListeners = 2, ListenerCap = 50 },
            Masters = Enumerable.Range(0, 3).ToDictionary(
                i => Labels[i]!, i => Month.Master(Labels[i]!, models[i], shares[i], null, new MinimumGuarantee("EUR", i == 0 ? minimum : 0))),
            Publishing = new() { [1] = Month.PublishingBy("Pa", shares[3] / 3), [2] = Month.PublishingBy("Pb", shares[4] / 3), [3] = Month.PublishingBy("Pa", shares[3] / 3) },
            Sheets = new()
            {
                [(1, RoyaltySide.Master)] = [new("La", "label", cut, null), new("artist", "artist", 1_000_000_000 - cut, null)],
                [(1, RoyaltySide.Publishing)] = [new("Pa", "publisher", 1_000_000_000, null)],
                [(2, RoyaltySide.Publishing)] = [new("writer", "writer", 333_333_333, null), new("escrow:disputed:2", "writer", 666_666_667, EscrowReason.Disputed)],
                [(3, RoyaltySide.Publishing)] = [new("Pa", "publisher", cut, null), new("Pa", "writer", 1_000_000_000 - cut, null)],
            },
            Facts = Enumerable.Range(1, Tracks).ToDictionary(track => track, track => new TrackFact((UInt128)(track % 3), track % 2 == 0 ? 119_000 : 121_000, track == noise)),
        };

    /// <summary>One pool and one model; each track has a label of its own, which gets all.</summary>
    public static Gen<Month> Simple(RoyaltyModel model, bool everybodyHears = false) =>
        from plays in PlaysOf(6, Gen.Constant("DE"), Gen.Constant("premium"))
        from fees in Gen.Choose(1, 2_000).ArrayOf(6)
        select Month.Of(model, [.. everybodyHears ? Enumerable.Range(1, 6).Select(listener => new Heard(listener, (listener % Tracks) + 1, 1)).Concat(plays) : plays])
            .Paying([.. fees.Select((fee, i) => new Paid(i + 1, fee))]);

    /// <summary>One listener's plays.</summary>
    public static Gen<Heard[]> PlaysOfOne(int listener) =>
        from rows in (from track in Gen.Choose(1, Tracks) from plays in Gen.Choose(1, 500) select new Heard(listener, track, plays, Label: $"L{track}")).NonEmptyListOf()
        select rows.ToArray();

    public static Arbitrary<T> ToArb<T>(this Gen<T> gen) => gen.ToArbitrary();

    private static Gen<IList<Heard>> PlaysOf(int listeners, Gen<string> countries, Gen<string> products) =>
        Row(listeners, countries, products).ListOf().Select(rows => (IList<Heard>)[.. rows]);

    private static Gen<Heard> Row(int listeners, Gen<string> countries, Gen<string> products) =>
        from listener in Gen.Choose(1, listeners)
        from track in Gen.Choose(1, Tracks)
        from plays in Gen.Choose(0, 40)
        from active in Gen.Choose(0, plays)
        from country in countries
        from product in products
        select new Heard(listener, track, plays, active, country, product);

    private static Gen<IList<Paid>> FeesOf(int listeners, Gen<string> countries, Gen<string> products, Gen<string> currencies) =>
        (from listener in Gen.Choose(1, listeners)
         from net in Gen.Choose(0, 3_000)
         from country in countries
         from product in products
         from currency in currencies
         select new Paid(listener, net, country, product, currency)).ListOf().Select(rows => (IList<Paid>)[.. rows]);
}
