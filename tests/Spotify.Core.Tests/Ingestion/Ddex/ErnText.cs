using System.Globalization;
using System.Text;
using Spotify.Core.Ingestion;
using Spotify.Core.Ingestion.Ddex;
using Spotify.Core.Playback;

namespace Spotify.Core.Tests.Ingestion.Ddex;

/// <summary>What was read of a message, in lines that a person can hold against the XML.</summary>
internal static class ErnText
{
    public static string Of(ErnResult result)
    {
        var text = new StringBuilder();
        switch (result.Message)
        {
            case NewRelease release:
                Write(text, release);
                break;
            case PurgeRelease purge:
                text.Append(CultureInfo.InvariantCulture, $"purge {purge.Icpn} {purge.Grid} {string.Join(' ', purge.Isrcs)}\n");
                break;
            default:
                text.Append("refused\n");
                break;
        }

        foreach (var reason in result.Reasons)
            text.Append(CultureInfo.InvariantCulture, $"{reason.Code}: {reason.Detail}\n");
        return text.ToString();
    }

    private static void Write(StringBuilder text, NewRelease message)
    {
        var (header, release) = (message.Header, message.Manifest.Release);
        Line(text, $"message {header.MessageId} of {Time(header.CreatedAt)} ({header.Standard}{(header.IsTest ? ", test" : "")}) from {header.SenderDpid} to {header.RecipientDpid}");
        Line(text, $"{release.Type} {Or(release.Upc)} / {Or(release.Grid)}: {release.Title}{In(release.Version)} by {string.Join(", ", release.Artists)}");
        Line(text, $"  {release.ReleaseDate:yyyy-MM-dd}, {Or(release.LabelName)}, {string.Join(", ", release.Genres)}, cover {Or(release.Cover)}");
        Line(text, $"  {Or(release.PLine)} | {Or(release.CLine)}");
        Credits(text, release.Credits);
        Grants(text, "  rights", message.Manifest.Rights);
        foreach (var track in message.Manifest.Tracks)
        {
            Line(text, $"{track.Disc}.{track.Number} {track.Isrc} {track.ResourceReference}: {track.Title}{In(track.Version)} by {string.Join(", ", track.Artists)}");
            Line(text, $"  {track.File}, {Or(track.Hash is { } hash ? $"{hash.Algorithm} {hash.Hex}" : null)}, {track.Duration}, {track.Language ?? "no language"}{(track.Explicit ? ", explicit" : "")}");
            if (track.PLine.Length + track.CLine.Length > 0)
                Line(text, $"  {Or(track.PLine)} | {Or(track.CLine)}");
            Credits(text, track.Credits);
            if (track.Rights is { } rights)
                Grants(text, "  own rights", rights);
        }

        foreach (var reason in message.Manifest.Unsupported)
            Line(text, $"left out: {reason.Detail}");
    }

    private static void Credits(StringBuilder text, IReadOnlyList<Credit> credits)
    {
        if (credits.Count > 0)
            Line(text, $"  {string.Join("; ", credits.Select(credit => $"{credit.Role} {credit.Name}"))}");
    }

    private static void Grants(StringBuilder text, string title, IReadOnlyList<RightsGrant> rights)
    {
        if (rights.Count == 0)
            Line(text, $"{title}: none");
        foreach (var grant in rights)
        {
            Line(text, $"{title}: {string.Join('+', grant.Tiers)} {string.Join('+', grant.Uses)} in {string.Join(' ', grant.Markets)}{(grant.Except.Count > 0 ? " but " + string.Join(' ', grant.Except) : "")} "
                + $"from {Time(grant.From)}{(grant.Until is { } until ? " until " + Time(until) : "")}");
        }
    }

    private static string Or(string? text) => string.IsNullOrEmpty(text) ? "-" : text.ReplaceLineEndings(" ");

    private static string In(string? text) => text is null ? "" : $" [{text}]";

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, FormattableString line) => text.Append(FormattableString.Invariant(line)).Append('\n');

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');
}
