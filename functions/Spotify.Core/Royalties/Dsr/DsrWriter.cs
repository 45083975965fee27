using System.Globalization;
using System.Text;
using Spotify.Core.Royalties.Money;

namespace Spotify.Core.Royalties.Dsr;

/// <summary>
/// Writes one sales report of the DDEX Basic Audio Profile 1.2 as a flat file: HEAD, an SY02.02 for each currency, a block of RE01, AS02.02 and SU02 for each track, FOOT. It is
/// told first what each currency comes to, and then track by track; it refuses to end where streams do not come to what the summary said.
/// </summary>
public sealed class DsrWriter
{
    private const string Profile = "BasicAudioProfile";
    private const string ProfileVersion = "1.2";

    // As the published sample files have it.
    private const string MessageVersion = "dsrf/30";

    private readonly DsrMessage _message;
    private readonly StringBuilder _into;
    private readonly SortedDictionary<string, (int Record, long Expected, long Found)> _summaries = new(StringComparer.Ordinal);
    private long _lines;
    private long _blocks;
    private long _usages;

    /// <summary>Begins a file with its header and summaries.</summary>
    /// <param name="into">Where to write; it may be emptied between calls.</param>
    /// <param name="message">What is reported.</param>
    /// <param name="summaries">A currency each.</param>
    /// <param name="streams">Streams of each currency that will be told.</param>
    public DsrWriter(StringBuilder into, DsrMessage message, IReadOnlyList<DsrSummary> summaries, IReadOnlyDictionary<string, long> streams)
    {
        ArgumentNullException.ThrowIfNull(into);
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(summaries);
        ArgumentNullException.ThrowIfNull(streams);
        ArgumentOutOfRangeException.ThrowIfZero(summaries.Count);
        (_message, _into) = (message, into);
        var first = DateOnly.ParseExact(message.Period + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture);
        Append(
            "HEAD",
            MessageVersion,
            Profile,
            ProfileVersion,
            DsrText.Escape(message.MessageId),
            message.Created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            "1",
            "1",
            DateOf(first),
            DateOf(first.AddMonths(1).AddDays(-1)),
            message.SenderDpid,
            DsrText.Escape(message.SenderName),
            DsrText.Plain(message.Product),
            message.PartyDpid,
            DsrText.Escape(message.PartyName));
        foreach (var summary in summaries.OrderBy(one => one.Currency, StringComparer.Ordinal))
            AppendSummary(summary, streams.GetValueOrDefault(summary.Currency));
    }

    /// <summary>Adds a track with all its usages: one block.</summary>
    /// <exception cref="InvalidDataException">A usage is of a currency without a summary, or of less than no streams.</exception>
    public void AddTrack(DsrRecording recording, IReadOnlyList<DsrUsage> usages)
    {
        ArgumentNullException.ThrowIfNull(recording);
        ArgumentNullException.ThrowIfNull(usages);
        if (usages.Count == 0)
            return;
        var block = Number(++_blocks);
        if (recording.Release is not null)
            AppendRelease(block, recording);
        // A track whose ISRC was corrected within the month is one recording of ours, and two of DDEX.
        var references = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var isrc in usages.Select(usage => usage.Isrc ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            references.Add(isrc, $"A{references.Count + 1}");
            AppendResource(block, references[isrc], isrc, recording);
        }

        foreach (var usage in usages.OrderBy(one => one.Currency, StringComparer.Ordinal).ThenBy(one => one.Isrc, StringComparer.Ordinal))
            AppendUsage(block, references[usage.Isrc ?? ""], usage);
    }

    /// <summary>Ends the file.</summary>
    /// <exception cref="InvalidDataException">The streams of a currency are not what its summary says.</exception>
    public DsrTotals End()
    {
        foreach (var (currency, (_, expected, found)) in _summaries)
        {
            if (expected != found)
                throw new InvalidDataException($"{_message.FileName}: the summary of {currency} has {expected} streams, its usages have {found}.");
        }

        var lines = Number(_lines + 1);
        var blocks = Number(_blocks);
        Append("FOOT", lines, lines, Number(_summaries.Count), blocks, blocks);
        return new DsrTotals(_lines, _summaries.Count, _blocks, _summaries.Values.Sum(one => one.Found));
    }

    private void AppendSummary(DsrSummary summary, long streams)
    {
        var (record, currency) = (_summaries.Count + 1, Currency.Of(summary.Currency));
        _summaries.Add(summary.Currency, (record, streams, 0));
        Append(
            "SY02.02",
            Number(record),
            null,
            null,
            ModelOf(_message.Product),
            "OnDemandStream",
            _message.Territory,
            DsrText.Plain(_message.Product),
            Number(streams),
            Number(summary.Subscribers),
            currency.Code,
            currency.Format(summary.Net),
            DsrText.Escape(_message.PartyName),
            _message.PartyDpid is null ? null : $"DPID::{_message.PartyDpid}",
            Number(streams),
            currency.Format(summary.Allocated),
            null,
            null,
            "Music");
    }

    private void AppendRelease(string block, DsrRecording recording) => Append(
        "RE01",
        block,
        "R1",
        DsrText.Escape(recording.Release),
        null,
        null,
        IsIcpn(recording.Upc) ? recording.Upc : null,
        DsrText.Escape(recording.ReleaseArtist ?? recording.Artist),
        null,
        DsrText.Escape(recording.ReleaseTitle ?? recording.Title),
        DsrText.Escape(recording.ReleaseVersion),
        recording.ReleaseType switch { "album" or "compilation" => "Album", "ep" => "EP", "single" => "Single", _ => null },
        DsrText.Escape(recording.LabelName),
        DsrText.Escape(recording.PLine));

    private void AppendResource(string block, string reference, string isrc, DsrRecording recording) => Append(
        "AS02.02",
        block,
        reference,
        DsrText.Escape(recording.Track),
        IsIsrc(isrc) ? isrc : null,
        DsrText.Escape(recording.Title),
        DsrText.Escape(recording.Version),
        DsrText.Escape(recording.Artist),
        null,
        DurationOf(recording.DurationMs),
        "SoundRecording");

    private void AppendUsage(string block, string reference, DsrUsage usage)
    {
        if (!_summaries.TryGetValue(usage.Currency, out var summary))
            throw new InvalidDataException($"{_message.FileName}: there is no summary of {usage.Currency}.");
        if (usage.Streams < 0)
            throw new InvalidDataException($"{_message.FileName}: {usage.Streams} streams.");
        _summaries[usage.Currency] = summary with { Found = checked(summary.Found + usage.Streams) };
        Append("SU02", block, Number(summary.Record), $"T{Number(++_usages)}", null, reference, "true", Number(usage.Streams));
    }

    private void Append(params ReadOnlySpan<string?> cells)
    {
        DsrText.Append(_into, cells);
        _lines++;
    }

    // What a product is to DDEX: somebody pays with advertisements, with nothing yet, or with a subscription.
    private static string ModelOf(string product) => product switch
    {
        "free" => "AdvertisementSupportedModel",
        "trial" => "FreeOfChargeModel",
        _ => "SubscriptionModel",
    };

    private static bool IsIsrc(string isrc) => isrc.Length == 12 && isrc[..2].All(char.IsAsciiLetter) && isrc[2..5].All(char.IsAsciiLetterOrDigit) && isrc[5..].All(char.IsAsciiDigit);

    private static bool IsIcpn(string? upc) => upc is { Length: >= 12 and <= 14 } && upc.All(char.IsAsciiDigit);

    // ISO 8601 with whole seconds, rounded down: PT3M34S.
    private static string? DurationOf(long milliseconds)
    {
        if (milliseconds <= 0)
            return null;
        var (hours, minutes, seconds) = (milliseconds / 3_600_000, milliseconds / 60_000 % 60, milliseconds / 1000 % 60);
        return $"PT{(hours > 0 ? $"{Number(hours)}H" : "")}{Number(minutes)}M{Number(seconds)}S";
    }

    private static string DateOf(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
