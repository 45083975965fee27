using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Spotify.Core.Telemetry.Archive;

/// <summary>
/// Where things lie in the archive: <c>events/hub=plays/date=2026-11-20/hour=10/part-00000.jsonl.gz</c>, so that DuckDB, Spark and Synapse take hub, date and hour
/// from the path. What begins with an underscore is ours; they do not read it.
/// </summary>
public static partial class ArchiveLayout
{
    /// <summary>What all of it lies under.</summary>
    public const string Root = "events/";

    /// <summary>Of what each part is a file.</summary>
    public const string Extension = ".jsonl.gz";

    /// <summary>All of one hub.</summary>
    public static string Hub(string hub) => $"{Root}hub={hub}/";

    /// <summary>All of one day.</summary>
    public static string Day(string hub, DateOnly date) => $"{Hub(hub)}date={ArchiveHour.TextOf(date)}/";

    /// <summary>All of one hour.</summary>
    public static string Folder(string hub, ArchiveHour hour) => string.Create(CultureInfo.InvariantCulture, $"{Day(hub, hour.Date)}hour={hour.Hour:00}/");

    /// <summary>What was received and is not sealed yet.</summary>
    public static string Segments(string hub, ArchiveHour hour) => Folder(hub, hour) + "_segments/";

    /// <summary>The segment of these receipts: the same ones, in whatever order, have the same name.</summary>
    public static string Segment(string hub, ArchiveHour hour, IEnumerable<ReceiptKey> receipts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[16];
        foreach (var receipt in receipts.Order())
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(bytes, receipt.Writer);
            System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes[8..], receipt.Sequence);
            hash.AppendData(bytes);
        }

        return Segments(hub, hour) + Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16)) + Extension;
    }

    /// <summary>What a version of an hour is to be made of.</summary>
    public static string Plan(string hub, ArchiveHour hour, int version) => string.Create(CultureInfo.InvariantCulture, $"{Segments(hub, hour)}plan-{version:00000}.json");

    /// <summary>The name of a part within its hour.</summary>
    public static string Part(int number) => string.Create(CultureInfo.InvariantCulture, $"part-{number:00000}{Extension}");

    /// <summary>What an hour holds.</summary>
    public static string Manifest(string hub, ArchiveHour hour) => Folder(hub, hour) + "_manifest.json";

    /// <summary>The day of a part.</summary>
    /// <returns>Null for what is no part.</returns>
    public static DateOnly? DateOfPart(string name) => PartName().Match(name) is { Success: true } match && ArchiveHour.TryParseDate(match.Groups[1].Value, out var date) ? date : null;

    /// <summary>The value that a folder of a listing stands for, such as <c>10</c> for <c>.../hour=10/</c>.</summary>
    /// <returns>Null where the folder stands for something else.</returns>
    public static string? ValueOf(string folder, string key)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var last = folder.AsSpan().TrimEnd('/');
        last = last[(last.LastIndexOf('/') + 1)..];
        return last.StartsWith(key) && last.Length > key.Length && last[key.Length] == '=' ? last[(key.Length + 1)..].ToString() : null;
    }

    [GeneratedRegex(@"^events/hub=[a-z]+/date=(\d{4}-\d{2}-\d{2})/hour=\d{2}/part-\d{5,}\.jsonl\.gz$")]
    private static partial Regex PartName();
}
