namespace Spotify.Core.Subscriptions;

/// <summary>Where an account was used from without a break.</summary>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="FirstAt">When first.</param>
/// <param name="LastAt">When last.</param>
public sealed record CountryVisit(string Country, DateTimeOffset FirstAt, DateTimeOffset LastAt);

/// <summary>What an account was used with.</summary>
/// <param name="Device">A hash that tells devices of one account apart.</param>
/// <param name="FirstAt">When first.</param>
/// <param name="LastAt">When last.</param>
public sealed record DeviceVisit(string Device, DateTimeOffset FirstAt, DateTimeOffset LastAt);

/// <summary>Attempts to sign in within one hour.</summary>
/// <param name="Hour">The hour's beginning.</param>
/// <param name="Failures">Those that failed.</param>
/// <param name="Successes">Those that did not.</param>
/// <param name="SuccessesFromStuffers">Those that did not, from a network that tried many accounts.</param>
public sealed record SignInHour(DateTimeOffset Hour, int Failures, int Successes, int SuccessesFromStuffers);

/// <summary>From where and with what an account was used, of late and within bounds.</summary>
public sealed record AccountSightings
{
    /// <summary>How long anything is remembered.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(30);

    /// <summary>The most visits and devices that are kept, the latest.</summary>
    public const int Most = 48;

    /// <summary>Visits by their beginning.</summary>
    public IReadOnlyList<CountryVisit> Countries { get; init; } = [];

    /// <summary>Devices by when they were used last.</summary>
    public IReadOnlyList<DeviceVisit> Devices { get; init; } = [];

    /// <summary>Attempts to sign in by the hour.</summary>
    public IReadOnlyList<SignInHour> SignIns { get; init; } = [];

    /// <summary>When it was last used through a relay network.</summary>
    public DateTimeOffset? ThroughRelayAt { get; init; }

    /// <summary>The sightings with one more use.</summary>
    /// <param name="country">Where from; null where the address says nothing.</param>
    /// <param name="device">With what.</param>
    /// <param name="isThroughRelay">Whether it came through a relay network.</param>
    /// <param name="at">When.</param>
    public AccountSightings With(string? country, string device, bool isThroughRelay, DateTimeOffset at)
    {
        var oldest = at - Remembered;
        return this with
        {
            Countries = country is null || isThroughRelay ? Countries : Bounded(Visited(country, at).Where(visit => visit.LastAt > oldest).OrderBy(visit => visit.FirstAt)),
            Devices = Bounded(Used(device, at).Where(visit => visit.LastAt > oldest).OrderBy(visit => visit.LastAt)),
            ThroughRelayAt = isThroughRelay && !(at < ThroughRelayAt) ? at : ThroughRelayAt,
        };
    }

    /// <summary>The sightings with one more attempt to sign in.</summary>
    public AccountSightings WithSignIn(bool isSuccess, bool isFromStuffer, DateTimeOffset at)
    {
        var hour = new DateTimeOffset(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        var before = SignIns.FirstOrDefault(one => one.Hour == hour) ?? new SignInHour(hour, 0, 0, 0);
        var after = isSuccess
            ? before with { Successes = before.Successes + 1, SuccessesFromStuffers = before.SuccessesFromStuffers + (isFromStuffer ? 1 : 0) }
            : before with { Failures = before.Failures + 1 };
        return this with { SignIns = Bounded(SignIns.Where(one => one.Hour != hour && one.Hour > at - Remembered).Append(after).OrderBy(one => one.Hour)) };
    }

    /// <summary>Where the account is used now, and since when without a break; null where nothing is known.</summary>
    public CountrySighting? Address => Countries is [.., var last] ? new CountrySighting(last.Country, last.FirstAt) : null;

    private IEnumerable<CountryVisit> Visited(string country, DateTimeOffset at)
    {
        // What comes a little late lies within a visit that is known, or between two.
        if (Countries.FirstOrDefault(visit => visit.Country == country && visit.FirstAt <= at && at <= visit.LastAt) is not null)
            return Countries;
        var before = Countries.LastOrDefault(visit => visit.FirstAt <= at);
        return before?.Country == country && before.LastAt < at
            ? Countries.Select(visit => visit == before ? visit with { LastAt = at } : visit)
            : Countries.Append(new CountryVisit(country, at, at));
    }

    private IEnumerable<DeviceVisit> Used(string device, DateTimeOffset at) => Devices.FirstOrDefault(visit => visit.Device == device) is { } known
        ? Devices.Select(visit => visit != known ? visit : visit with { FirstAt = at < visit.FirstAt ? at : visit.FirstAt, LastAt = at > visit.LastAt ? at : visit.LastAt })
        : Devices.Append(new DeviceVisit(device, at, at));

    private static List<T> Bounded<T>(IEnumerable<T> visits) => [.. visits.TakeLast(Most)];
}
