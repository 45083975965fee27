namespace Spotify.Core.Ingestion.Identity;

/// <summary>That a recording has a term at a place.</summary>
/// <param name="Term">The term.</param>
/// <param name="Recording">The recording's number: 48 bits, 0 for none.</param>
/// <param name="Position">The place of the item.</param>
/// <param name="IsRemoved">Whether it takes an earlier posting back.</param>
public readonly record struct Posting(int Term, long Recording, int Position, bool IsRemoved = false) : IComparable<Posting>
{
    /// <summary>Whether it says that its term comes far too often to tell recordings apart, and is kept for none.</summary>
    public bool IsStop => Recording == 0;

    /// <summary>A posting that stands for all of a term that comes far too often.</summary>
    /// <param name="term">The term.</param>
    public static Posting Stop(int term) => new(term, 0, 0);

    /// <inheritdoc/>
    public int CompareTo(Posting other)
    {
        var order = Term.CompareTo(other.Term);
        if (order == 0)
            order = Recording.CompareTo(other.Recording);
        return order == 0 ? Position.CompareTo(other.Position) : order;
    }

    /// <inheritdoc/>
    public static bool operator <(Posting left, Posting right) => left.CompareTo(right) < 0;

    /// <inheritdoc/>
    public static bool operator <=(Posting left, Posting right) => left.CompareTo(right) <= 0;

    /// <inheritdoc/>
    public static bool operator >(Posting left, Posting right) => left.CompareTo(right) > 0;

    /// <inheritdoc/>
    public static bool operator >=(Posting left, Posting right) => left.CompareTo(right) >= 0;
}
