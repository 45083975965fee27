namespace Spotify.Functions.Platform.Limits;

/// <summary>
/// Counts over a rolling window, cut into <see cref="Slots"/> slots of the clock. What is counted in a slot is held until the slot's end lies a whole window back: the sum is
/// never less than what the exact window would hold, and more by what is at most one slot older. So a budget kept by it is never exceeded in any window, and comes back at
/// most a thirtieth of the window late.
/// </summary>
internal sealed class RollingCount
{
    /// <summary>How many slots a window has.</summary>
    public const int Slots = 30;

    // One more than the window has: the slot under way is counted whole, and so is the one that the window only touches.
    private const int Kept = Slots + 1;

    private readonly int[] _counts = new int[Kept];

    /// <summary>The newest slot.</summary>
    public long Latest { get; private set; }

    /// <summary>The sum.</summary>
    public long Total { get; private set; }

    /// <summary>Lets time pass. A clock that was set back a little counts on in the newest slot; one that was set back by more than a window starts anew.</summary>
    public void MoveTo(long slot)
    {
        var by = slot - Latest;
        if (by is 0 or (< 0 and > -Kept))
            return;
        if (Math.Abs(by) >= Kept)
        {
            Array.Clear(_counts);
            Total = 0;
        }
        else if (Total > 0)
        {
            for (var gone = Latest + 1; gone <= slot; gone++)
            {
                ref var count = ref At(gone);
                Total -= count;
                count = 0;
            }
        }

        Latest = slot;
    }

    /// <summary>Counts in the newest slot.</summary>
    public void Add(int count) => Add(Latest, count);

    /// <summary>Counts in a slot; one that is not yet, as another clock has it, counts as the newest, and one that is past is left out.</summary>
    public void Add(long slot, int count)
    {
        if (slot <= Latest - Kept)
            return;
        At(Math.Min(slot, Latest)) += count;
        Total += count;
    }

    /// <summary>What a slot holds.</summary>
    public int In(long slot) => slot > Latest || slot <= Latest - Kept ? 0 : At(slot);

    /// <summary>The oldest slot that is still counted.</summary>
    public long Oldest => Latest - Slots;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_counts);
        Total = 0;
    }

    /// <summary>Takes over another's counts.</summary>
    public void CopyFrom(RollingCount other)
    {
        other._counts.CopyTo(_counts, 0);
        (Latest, Total) = (other.Latest, other.Total);
    }

    /// <summary>The slot of a moment.</summary>
    public static long SlotOf(DateTimeOffset moment, TimeSpan window) => moment.UtcTicks / SlotTicks(window);

    /// <summary>From when on a slot is no longer counted.</summary>
    public static DateTimeOffset Leaves(long slot, TimeSpan window) => new((slot + Kept) * SlotTicks(window), TimeSpan.Zero);

    private static long SlotTicks(TimeSpan window) => (window.Ticks + Slots - 1) / Slots;

    private ref int At(long slot) => ref _counts[slot % Kept];
}
