namespace Spotify.Core.Telemetry.Artificial;

/// <summary>
/// Where the rules draw their lines. Precision comes first: each bound lies beyond what people do, since a play taken from an artist by mistake costs more trust than
/// one paid by mistake costs money; what is over a bound and still possible is left to operators.
/// </summary>
public sealed record ArtificialBounds
{
    /// <summary>The most a listener can hear online in a day.</summary>
    /// <value>Above 0; default 24 hours, what one stream at a time allows.</value>
    public TimeSpan HoursOfDay { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Up to what listened time a play counts as ended just over thirty seconds.</summary>
    /// <value>Above 30 s; default 35 s.</value>
    public TimeSpan ShortPlay { get; init; } = TimeSpan.FromSeconds(35);

    /// <summary>From how many such plays in a day of one listener.</summary>
    /// <value>At least 1; default 60.</value>
    public int ShortPlays { get; init; } = 60;

    /// <summary>And from which share of that listener's plays of the day.</summary>
    /// <value>0 to 1; default 0.85.</value>
    public double ShortShare { get; init; } = 0.85;

    /// <summary>How many plays of one track by one listener in a day are paid.</summary>
    /// <value>At least 1; default 100.</value>
    public int RepeatsOfDay { get; init; } = 100;

    /// <summary>How long two plays of one device may be heard together: players fade one into the next.</summary>
    /// <value>At least 12 s, the longest fade; default 15 s.</value>
    public TimeSpan DeviceOverlap { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>From how many plays of one device in a day that began while another was heard.</summary>
    /// <value>At least 1; default 20: a clock that was set back explains a few.</value>
    public int DeviceOverlaps { get; init; } = 20;

    /// <summary>From how many listeners of one network on one track in a day.</summary>
    /// <value>At least 2; default 20.</value>
    public int NetworkListeners { get; init; } = 20;

    /// <summary>And from how many plays of the track in that network.</summary>
    /// <value>At least 1; default 200.</value>
    public int NetworkPlays { get; init; } = 200;

    /// <summary>And from which share of all plays of the network.</summary>
    /// <value>0 to 1; default 0.6. In a network that people share the first track has some hundredths.</value>
    public double NetworkShare { get; init; } = 0.6;

    /// <summary>How long an account is new.</summary>
    /// <value>Above 0; default 7 days.</value>
    public TimeSpan NewAccount { get; init; } = TimeSpan.FromDays(7);

    /// <summary>From how many new accounts a ring.</summary>
    /// <value>At least 2; default 20.</value>
    public int RingListeners { get; init; } = 20;

    /// <summary>How many plays of the artist in a day make an account a member.</summary>
    /// <value>At least 1; default 15.</value>
    public int RingPlays { get; init; } = 15;

    /// <summary>And which share of the account's plays of the day.</summary>
    /// <value>0 to 1; default 0.9.</value>
    public double RingFocus { get; init; } = 0.9;

    /// <summary>Which share of an artist's listeners of the day the members must be.</summary>
    /// <value>0 to 1; default 0.8.</value>
    public double RingShare { get; init; } = 0.8;

    /// <summary>Above which share of new accounts among all listeners of the day nobody is taken for a ring: a service that has just opened has nobody but new ones.</summary>
    /// <value>0 to 1; default 0.3.</value>
    public double MostNewAccounts { get; init; } = 0.3;
}
