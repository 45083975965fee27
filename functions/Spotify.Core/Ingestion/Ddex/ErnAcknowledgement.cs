using System.Globalization;
using System.Text;
using System.Xml;

namespace Spotify.Core.Ingestion.Ddex;

/// <summary>
/// Writes answers as DDEX's systems read them: the FtpAcknowledgementMessage of the Electronic Release Notification Choreography by SFTP, version 1.6
/// (<c>http://ddex.net/xml/ern-c-sftp/16</c>): header, acknowledged file, file status, error text, whether somebody must look before it is sent again, affected resources. It answers one release's message; a batch
/// has one for each of its releases.
/// </summary>
public static class ErnAcknowledgement
{
    private const string Namespace = "http://ddex.net/xml/ern-c-sftp/16";
    private const string Version = "ern-c-sftp/16";
    private const int MaxText = 10_000;

    private static readonly (string Status, ReasonCode[] Codes)[] Statuses =
    [
        ("NewReleaseMessageInvalid", [ReasonCode.InvalidManifest, ReasonCode.UnsafeName]),
        ("NoDealInNewReleaseMessage", [ReasonCode.NoDeal]),
        ("ResourceMissing", [ReasonCode.FileMissing]),
        ("ResourceCorrupt", [ReasonCode.HashMismatch, ReasonCode.Truncated, ReasonCode.EmptyFile, ReasonCode.NotAudio, ReasonCode.NoAudio]),
        ("IdentifierInvalid", [ReasonCode.IsrcConflict, ReasonCode.DuplicateDelivery]),
        ("ResourceNotMeetingSpecifications", [ReasonCode.UnsupportedResource, ReasonCode.TooLong, ReasonCode.TooLarge, ReasonCode.DuplicateAudio, ReasonCode.CoverUnusable]),
    ];

    /// <summary>Writes the answer to one release of a batch.</summary>
    /// <param name="release">The answer.</param>
    /// <param name="now">When it is given.</param>
    /// <param name="ownDpid">Our own party id, where the message's recipient is not known.</param>
    public static byte[] Write(BatchRelease release, DateTimeOffset now, string? ownDpid = null)
    {
        ArgumentNullException.ThrowIfNull(release);
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true }))
        {
            xml.WriteStartDocument();
            xml.WriteStartElement("ernc", "FtpAcknowledgementMessage", Namespace);
            xml.WriteAttributeString("MessageVersionId", Version);
            xml.WriteStartElement("MessageHeader");
            WriteParty(xml, "MessageSender", release.Recipient ?? ownDpid);
            WriteParty(xml, "MessageRecipient", release.Sender);
            xml.WriteElementString("MessageCreatedDateTime", now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
            xml.WriteEndElement();
            xml.WriteStartElement("AcknowledgedFile");
            // What the path of the message names the release by.
            xml.WriteElementString("ReleaseId", Plain(release.Folder));
            if (release.MessageCreatedAt is { } created)
                xml.WriteElementString("Date", created.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            xml.WriteEndElement();
            WriteStatus(xml, release);
            xml.WriteEndElement();
        }

        return stream.ToArray();
    }

    /// <summary>The status of a release's message in DDEX's words (its allowed values of a file's status in release delivery): of several troubles the first that the sender can mend.</summary>
    /// <param name="release">The answer.</param>
    public static string FileStatusOf(BatchRelease release)
    {
        ArgumentNullException.ThrowIfNull(release);
        if (release.Status == DeliveryStatus.Accepted)
            return "FileOK";
        var codes = release.Reasons.Concat(release.Tracks.SelectMany(track => track.Reasons)).Select(reason => reason.Code).ToHashSet();
        foreach (var (status, ofCodes) in Statuses)
        {
            if (codes.Overlaps(ofCodes))
                return status;
        }

        return "InternalError";
    }

    private static void WriteStatus(XmlWriter xml, BatchRelease release)
    {
        xml.WriteElementString("FileStatus", FileStatusOf(release));
        var reasons = release.Reasons.Select(reason => Sentence(reason, null))
            .Concat(release.Tracks.SelectMany(track => track.Reasons.Select(reason => Sentence(reason, track.Isrc.Length > 0 ? track.Isrc : track.File)))).ToList();
        if (reasons.Count > 0)
            xml.WriteElementString("ErrorText", Plain(string.Join("\n", reasons)));
        if (release.Status != DeliveryStatus.Accepted)
        {
            // What only our own troubles spoiled may come again as it is.
            var isOurs = release.Reasons.Concat(release.Tracks.SelectMany(track => track.Reasons)).All(reason => reason.Code == ReasonCode.ProcessingFailed);
            xml.WriteElementString("ManualCheckRequired", isOurs ? "false" : "true");
        }

        foreach (var track in release.Tracks.Where(track => track.Reasons.Count > 0 && track.Isrc.Length > 0))
        {
            xml.WriteStartElement("AffectedResource");
            xml.WriteElementString("ISRC", track.Isrc);
            xml.WriteEndElement();
        }
    }

    private static void WriteParty(XmlWriter xml, string kind, string? dpid)
    {
        xml.WriteStartElement(kind);
        xml.WriteElementString("PartyId", string.IsNullOrEmpty(dpid) ? "Unknown" : Plain(dpid));
        xml.WriteEndElement();
    }

    private static string Sentence(Reason reason, string? about)
    {
        var code = reason.Code.WireName();
        return about is null ? $"{code}: {reason.Detail}" : $"{code}: {about}: {reason.Detail}";
    }

    /// <summary>What XML can hold of a text: names of files and titles are told as they were delivered.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(Math.Min(text.Length, MaxText));
        foreach (var rune in text.EnumerateRunes())
        {
            if (plain.Length >= MaxText)
                break;
            plain.Append(rune.Value is 0x9 or 0xA or (>= 0x20 and not (0xFFFE or 0xFFFF)) ? rune.ToString() : " ");
        }

        return plain.ToString();
    }
}
