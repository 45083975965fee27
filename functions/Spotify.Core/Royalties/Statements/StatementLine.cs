using System.Globalization;
using Spotify.Core.Royalties.Calculation;

namespace Spotify.Core.Royalties.Statements;

/// <summary>How a track is called.</summary>
/// <param name="Title">Its title; null where the catalogue does not have it any more.</param>
/// <param name="Artist">Who it is by.</param>
public sealed record TrackName(string? Title, string? Artist)
{
    /// <summary>A track that the catalogue does not have any more.</summary>
    public static TrackName None { get; } = new(null, null);
}

/// <summary>What one track brought in one pool, and why: streams, weight, share.</summary>
/// <param name="Month">The month, or the earlier one that is corrected.</param>
/// <param name="Pool">The pool as addresses have it.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Product">The product.</param>
/// <param name="Currency">The pool's currency.</param>
/// <param name="Side">Which right.</param>
/// <param name="Agreement">The agreement; null for the default terms.</param>
/// <param name="Track">The track.</param>
/// <param name="Isrc">The recording.</param>
/// <param name="Label">The label at the time of the plays.</param>
/// <param name="Title">The title as the catalogue has it now; null where it has none.</param>
/// <param name="Artist">The artist, likewise.</param>
/// <param name="Role">What the party is in the splits.</param>
/// <param name="Streams">Eligible streams of the track in the pool.</param>
/// <param name="Weight">What the track weighs under its model, a whole number as text: it may be larger than clients' numbers are exact.</param>
/// <param name="SharePercent">The party's share of the track's side.</param>
/// <param name="Amount">In the pool's currency, to the millionth of a minor unit.</param>
/// <param name="PerStream">The amount for each stream, rounded towards nothing to the millionth of a minor unit; null without streams.</param>
/// <param name="Micros">The amount in millionths of a minor unit: all lines of an earning come to exactly the earning.</param>
public sealed record StatementLine(
    string Month,
    string Pool,
    string Country,
    string Product,
    string Currency,
    RoyaltySide Side,
    string? Agreement,
    string Track,
    string? Isrc,
    string? Label,
    string? Title,
    string? Artist,
    string Role,
    long Streams,
    string Weight,
    string SharePercent,
    string Amount,
    string? PerStream,
    long Micros)
{
    /// <summary>Makes a line.</summary>
    /// <param name="month">The month that it is of.</param>
    /// <param name="line">What was calculated.</param>
    /// <param name="name">How the track is called.</param>
    public static StatementLine Of(string month, EarningLine line, TrackName name)
    {
        ArgumentNullException.ThrowIfNull(line);
        ArgumentNullException.ThrowIfNull(name);
        var digits = Money.Currency.Of(line.Pool.Currency).Exponent + DecimalText.MicroDigits;
        return new StatementLine(
            month,
            line.Pool.ToString(),
            line.Pool.Country,
            line.Pool.Product,
            line.Pool.Currency,
            line.Side,
            line.Agreement,
            line.Track,
            line.Isrc,
            line.Label,
            name.Title,
            name.Artist,
            line.Role,
            line.Streams,
            line.Weight.ToString(CultureInfo.InvariantCulture),
            DecimalText.Percent(line.SharePpb),
            DecimalText.Of(line.Micros, digits),
            line.Streams > 0 ? DecimalText.Of(line.Micros / line.Streams, digits) : null,
            line.Micros);
    }
}
