namespace Spotify.Core.Playback.Edge;

/// <summary>
/// Cuts time into windows, at whole multiples of their length since year 1 in UTC. What is signed within a window ends the same moment, whoever signs it, so that all listeners of a track
/// share one address in it; and that moment is so far behind the window's end that an address given out in its last second still has its least life.
/// </summary>
public readonly record struct AddressWindows
{
    /// <summary>Creates windows.</summary>
    /// <param name="length">How long one address stands, one minute to one day, of which a day holds a whole number.</param>
    /// <param name="leastLife">How long an address is good for at the least when it is given out, one minute to one day.</param>
    public AddressWindows(TimeSpan length, TimeSpan leastLife)
    {
        if (!IsValid(length, leastLife))
            throw new ArgumentOutOfRangeException(nameof(length), length, "A window and a least life are one minute to one day, and a day is a whole number of windows.");
        (Length, LeastLife) = (length, leastLife);
    }

    /// <summary>How long one address stands.</summary>
    public TimeSpan Length { get; }

    /// <summary>How long an address is good for at the least when it is given out; at the most it is this and <see cref="Length"/>.</summary>
    public TimeSpan LeastLife { get; }

    /// <summary>Whether windows of this kind are possible.</summary>
    /// <param name="length">How long one address stands.</param>
    /// <param name="leastLife">How long it is good for at the least.</param>
    public static bool IsValid(TimeSpan length, TimeSpan leastLife) =>
        length >= TimeSpan.FromMinutes(1) && length <= TimeSpan.FromDays(1) && leastLife >= TimeSpan.FromMinutes(1) && leastLife <= TimeSpan.FromDays(1)
        && TimeSpan.TicksPerDay % length.Ticks == 0 && length.Ticks % TimeSpan.TicksPerSecond == 0 && leastLife.Ticks % TimeSpan.TicksPerSecond == 0;

    /// <summary>The number of the window that holds a moment.</summary>
    /// <param name="moment">The moment.</param>
    public long NumberAt(DateTimeOffset moment) => moment.UtcTicks / Length.Ticks;

    /// <summary>When what is signed in a window ends, UTC.</summary>
    /// <param name="number">The window.</param>
    public DateTime EndOf(long number) => new DateTime((number + 1) * Length.Ticks, DateTimeKind.Utc) + LeastLife;

    /// <summary>When a window begins, UTC.</summary>
    /// <param name="number">The window.</param>
    public DateTime BeginOf(long number) => new(number * Length.Ticks, DateTimeKind.Utc);
}
