using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Periods;
using Spotify.Core.Royalties.Statements;
using Spotify.Core.Telemetry;

namespace Spotify.Functions.Royalties.Statements;

/// <summary>A statement in a list.</summary>
/// <param name="Period">The month.</param>
/// <param name="Stage">How far the month is.</param>
/// <param name="Party">The party.</param>
/// <param name="Name">Its name.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Balance">What there was.</param>
/// <param name="Paid">What was paid.</param>
/// <param name="Carried">What goes on.</param>
/// <param name="Href">The path of the statement.</param>
public sealed record StatementEntry(string Period, RoyaltyStage Stage, string Party, string Name, string Currency, Amount Balance, Amount Paid, Amount Carried, string Href)
{
    internal static StatementEntry Of(FoundStatement found)
    {
        var summary = found.View().Summary;
        return new StatementEntry(
            found.Month.Period, found.Month.Stage, found.Party.Id, found.Party.Name, found.Statement.Currency, summary.Balance, summary.Paid, summary.Carried, StatementPaths.Of(found));
    }
}

/// <summary>A page of statements.</summary>
/// <param name="Statements">The latest month first, then by party.</param>
/// <param name="Next">What <c>after</c> goes on with; null on the last page.</param>
public sealed record StatementList(IReadOnlyList<StatementEntry> Statements, string? Next);

/// <summary>Where a page of statements ended.</summary>
/// <param name="Period">The month.</param>
/// <param name="Party">The party.</param>
public sealed record StatementPlace(string Period, string Party)
{
    /// <summary>Reads what <see cref="ToString"/> wrote; null where it is something else.</summary>
    public static StatementPlace? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Split('.') is [var period, { Length: > 0 and <= 64 } party] && AccountingPeriod.IsValid(period) ? new StatementPlace(period, party) : null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Period}.{Party}";
}

/// <summary>A page of lines.</summary>
/// <param name="Month">The month that they are of.</param>
/// <param name="Lines">In the order of pools, sides, agreements, tracks and roles.</param>
/// <param name="Next">What <c>after</c> goes on with; null on the last page. A page may be short, or empty, and not be the last.</param>
public sealed record StatementLines(string Month, IReadOnlyList<StatementLine> Lines, string? Next);

/// <summary>Which lines of a statement are meant: all fields that are there must be the line's.</summary>
/// <param name="Month">The statement's month, or one that it corrects.</param>
/// <param name="Pool">The pool as addresses have it.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Product">The product.</param>
/// <param name="Track">The track.</param>
/// <param name="Side">Which right.</param>
public sealed record LineChoice(string Month, string? Pool = null, string? Country = null, string? Product = null, string? Track = null, RoyaltySide? Side = null)
{
    /// <summary>Whether a line is meant.</summary>
    public bool Includes(EarningLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        return (Pool is null || line.Pool.ToString() == Pool)
            && (Country is null || line.Pool.Country == Country)
            && (Product is null || line.Pool.Product == Product)
            && (Track is null || line.Track == Track)
            && (Side is null || line.Side == Side);
    }
}

/// <summary>A track that brought much.</summary>
/// <param name="Currency">The pools' currency.</param>
/// <param name="Track">The track.</param>
/// <param name="Title">Its title; null where the catalogue has none.</param>
/// <param name="Artist">Who it is by.</param>
/// <param name="Amount">In that currency.</param>
public sealed record TopTrack(string Currency, string Track, string? Title, string? Artist, string Amount);

/// <summary>Tracks that brought most.</summary>
/// <param name="IsWhole">Whether all lines were looked at, and not the first hundred thousand alone.</param>
/// <param name="Tracks">By currency, the most first.</param>
public sealed record TopTracks(bool IsWhole, IReadOnlyList<TopTrack> Tracks);

/// <summary>Paths of statements and what belongs to them.</summary>
internal static class StatementPaths
{
    public static string Of(FoundStatement found) => $"/v1/royalties/statements/{found.Month.Period}/{found.Party.Id}";

    public static string Why(FoundStatement found) => $"{Of(found)}/why";

    public static string Why(FoundStatement found, string month, string pool) => $"{Why(found)}/{Uri.EscapeDataString(pool)}{MonthOf(found, month, '?')}";

    public static string Why(FoundStatement found, string month, string pool, string track) => $"{Why(found)}/{Uri.EscapeDataString(pool)}/{track}{MonthOf(found, month, '?')}";

    public static string Plays(FoundStatement found, string month, string pool, string track) =>
        $"{Why(found)}/{Uri.EscapeDataString(pool)}/{track}/plays{MonthOf(found, month, '?')}";

    public static string Lines(FoundStatement found, string month, string pool) => $"{Of(found)}/lines?pool={Uri.EscapeDataString(pool)}{MonthOf(found, month, '&')}";

    private static string MonthOf(FoundStatement found, string month, char sign) => month == found.Month.Period ? "" : $"{sign}month={month}";
}
