namespace Spotify.Core.Subscriptions;

/// <summary>Why an account is suspected to be shared or stolen. JSON: <c>many_devices ...</c>.</summary>
public enum SuspicionReason
{
    /// <summary>More devices within a day or a week than one person has.</summary>
    ManyDevices = 0,

    /// <summary>More countries within a day or a week than one person travels through.</summary>
    ManyCountries = 1,

    /// <summary>From one country to another faster than any aeroplane.</summary>
    ImpossibleTravel = 2,

    /// <summary>Many attempts to sign in failed within an hour.</summary>
    FailedSignIns = 3,

    /// <summary>One succeeded right after many had failed.</summary>
    GuessedPassword = 4,

    /// <summary>Somebody signed in from a network that tried many accounts: a password that was stolen elsewhere.</summary>
    StuffedPassword = 5,

    /// <summary>Account, payment and requests name different countries.</summary>
    CountriesDisagree = 6,
}

/// <summary>One reason and what it is made of.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Points">What it adds to the score.</param>
/// <param name="Detail">What was seen, in a sentence for operators.</param>
public sealed record SuspicionFinding(SuspicionReason Reason, int Points, string Detail);

/// <summary>How far an account is suspected.</summary>
/// <param name="Score">0 for not at all, to 100.</param>
/// <param name="Findings">What the score is made of.</param>
public sealed record Suspicion(int Score, IReadOnlyList<SuspicionFinding> Findings)
{
    /// <summary>From this score on operators see the account.</summary>
    public const int Noted = 40;

    /// <summary>Faster than this nobody travels, in km/h.</summary>
    public const double FastestKmh = 1000;

    /// <summary>The score of countries that disagree from which on that alone is noted.</summary>
    public const int CountryScoreNoted = 50;

    private const double LeastKm = 300;

    /// <summary>Judges what was seen of an account.</summary>
    /// <param name="seen">What was seen.</param>
    /// <param name="country">What its countries say; null where nobody weighed them.</param>
    /// <param name="now">The time.</param>
    public static Suspicion Judge(AccountSightings seen, CountryDecision? country, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(seen);
        List<SuspicionFinding?> findings = [Devices(seen, now), Countries(seen, now), Travel(seen, now), .. SignIns(seen, now), Disagreement(country)];
        List<SuspicionFinding> found = [.. findings.OfType<SuspicionFinding>()];
        return new Suspicion(Math.Min(100, found.Sum(finding => finding.Points)), found);
    }

    private static SuspicionFinding? Devices(AccountSightings seen, DateTimeOffset now)
    {
        var day = seen.Devices.Count(device => device.LastAt > now.AddDays(-1));
        var week = seen.Devices.Count(device => device.LastAt > now.AddDays(-7));
        var points = day >= 12 || week >= 20 ? 50 : day >= 7 || week >= 12 ? 25 : 0;
        return points == 0 ? null : new(SuspicionReason.ManyDevices, points, $"{day} devices within a day, {week} within a week.");
    }

    private static SuspicionFinding? Countries(AccountSightings seen, DateTimeOffset now)
    {
        var day = seen.Countries.Where(visit => visit.LastAt > now.AddDays(-1)).Select(visit => visit.Country).Distinct().ToList();
        var week = seen.Countries.Where(visit => visit.LastAt > now.AddDays(-7)).Select(visit => visit.Country).Distinct().ToList();
        var points = day.Count >= 4 || week.Count >= 7 ? 50 : day.Count == 3 || week.Count >= 5 ? 25 : 0;
        return points == 0 ? null : new(SuspicionReason.ManyCountries, points, $"{day.Count} countries within a day, {week.Count} within a week: {string.Join(' ', week.Order(StringComparer.Ordinal))}.");
    }

    private static SuspicionFinding? Travel(AccountSightings seen, DateTimeOffset now)
    {
        var (times, worst) = (0, "");
        for (var i = 1; i < seen.Countries.Count; i++)
        {
            var (from, to) = (seen.Countries[i - 1], seen.Countries[i]);
            var km = CountryDistances.AtLeastKm(from.Country, to.Country);
            // Visits that overlap are two places at once.
            var hours = Math.Max(0, (to.FirstAt - from.LastAt).TotalHours);
            if (to.FirstAt <= now.AddDays(-7) || km < LeastKm || km <= hours * FastestKmh)
                continue;
            times++;
            worst = $"{from.Country} to {to.Country} ({Math.Round(km)} km and more) within {Math.Round(hours * 60)} minutes";
        }

        return times == 0 ? null : new(SuspicionReason.ImpossibleTravel, times > 2 ? 60 : 40, $"{times} times within a week, last {worst}.");
    }

    private static IEnumerable<SuspicionFinding?> SignIns(AccountSightings seen, DateTimeOffset now)
    {
        var recent = seen.SignIns.Where(hour => hour.Hour > now.AddDays(-7)).ToList();
        var most = recent.Count == 0 ? 0 : recent.Max(hour => hour.Failures);
        if (most >= 10)
            yield return new(SuspicionReason.FailedSignIns, most >= 50 ? 40 : 20, $"{most} failed attempts to sign in within an hour.");
        if (recent.Any(hour => hour.Failures >= 10 && hour.Successes > 0))
            yield return new(SuspicionReason.GuessedPassword, 40, "Somebody signed in within the hour of many failed attempts.");
        var stuffed = recent.Sum(hour => hour.SuccessesFromStuffers);
        if (stuffed > 0)
            yield return new(SuspicionReason.StuffedPassword, 60, $"{stuffed} times signed in to from a network that tried many accounts.");
    }

    private static SuspicionFinding? Disagreement(CountryDecision? country) => country is { Score: >= CountryScoreNoted } doubted
        ? new(SuspicionReason.CountriesDisagree, doubted.Score - (CountryScoreNoted - Noted), $"Licences use {doubted.Country}: {string.Join(", ", doubted.Reasons)}.")
        : null;
}
