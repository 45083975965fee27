namespace Spotify.Core.Royalties.Money;

/// <summary>A rate as it is handed in.</summary>
/// <param name="From">ISO 4217.</param>
/// <param name="To">ISO 4217.</param>
/// <param name="Rate">How much of <paramref name="To"/> one major unit of <paramref name="From"/> is, as a decimal text such as <c>1.0873</c>.</param>
public sealed record RateText(string From, string To, string Rate);

/// <summary>What a month's rates must be before they are taken: every one that may be asked for is there, none is guessed from another.</summary>
public static class RateRules
{
    private const int MaxRates = 20_000;

    /// <summary>Everything that is wrong with a table; empty where each currency on the left has a rate to each on the right.</summary>
    public static IReadOnlyList<RightsFault> Find(IReadOnlyList<RateText> rates)
    {
        ArgumentNullException.ThrowIfNull(rates);
        if (rates.Count > MaxRates)
            return [new("rates", "may hold 20,000 at most")];
        var (faults, known) = (new List<RightsFault>(), new HashSet<(string From, string To)>());
        foreach (var (i, rate) in rates.Index())
        {
            if (!Currency.TryFind(rate.From, out _))
                faults.Add(new($"rates[{i}].from", $"'{rate.From}' is no currency of ISO 4217"));
            if (!Currency.TryFind(rate.To, out _))
                faults.Add(new($"rates[{i}].to", $"'{rate.To}' is no currency of ISO 4217"));
            else if (rate.From == rate.To)
                faults.Add(new($"rates[{i}]", $"{rate.From} to itself is 1 and needs no rate"));
            if (!ExchangeRate.TryParse(rate.Rate, out _))
                faults.Add(new($"rates[{i}].rate", $"'{rate.Rate}' is no number above 0 in plain digits, with at most {ExchangeRate.MaxDigits} digits, such as 1.0873"));
            if (!known.Add((rate.From, rate.To)))
                faults.Add(new($"rates[{i}]", $"{rate.From} to {rate.To} has a rate already"));
        }

        return faults.Count > 0 ? faults : HolesOf(rates, known);
    }

    private static List<RightsFault> HolesOf(IReadOnlyList<RateText> rates, HashSet<(string From, string To)> known)
    {
        var targets = rates.Select(rate => rate.To).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return
        [
            .. from source in rates.Select(rate => rate.From).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
               from target in targets
               where source != target && !known.Contains((source, target))
               select new RightsFault("rates", $"have a hole: there is none from {source} to {target}"),
        ];
    }
}
