using System.Runtime.InteropServices;
using System.Text;
using System.Xml;

namespace Spotify.Core.Ingestion.Ddex;

/// <summary>
/// Reads DDEX messages: NewReleaseMessage and PurgeReleaseMessage of ERN 4.3, 4.2, 4.1.1 and 3.8.x, and reports everything that is wrong at once, with line and XPath. Never
/// throws, whatever the bytes: size, depth and counts are bounded before they cost anything, a document type is refused, nothing is fetched from anywhere.
/// </summary>
public static class ErnReader
{
    /// <summary>Largest message in bytes.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    /// <summary>Deepest nesting.</summary>
    public const int MaxDepth = 64;

    /// <summary>Most elements, and most attributes.</summary>
    public const int MaxElements = 400_000;

    // Between one tag's beginning and the next: bounds what a parser must hold at once.
    private const int MaxRun = 256 * 1024;
    private const string Namespaces = "http://ddex.net/xml/";

    private static readonly string[] Standards = ["ern/43", "ern/42", "ern/411", "ern/383", "ern/382", "ern/381"];
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads a message from a stream, of which no more is read than may be.</summary>
    /// <param name="xml">The message.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<ErnResult> ReadAsync(Stream xml, ErnOptions options, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(xml);
        using var buffer = new MemoryStream();
        var chunk = new byte[64 * 1024];
        int count;
        while (buffer.Length <= MaxBytes && (count = await xml.ReadAsync(chunk, ct).ConfigureAwait(false)) > 0)
            buffer.Write(chunk, 0, count);
        return Read(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), options);
    }

    /// <summary>Reads a message.</summary>
    /// <param name="xml">Its bytes, in UTF-8; a byte order mark may lead.</param>
    /// <param name="options">How it is read.</param>
    public static ErnResult Read(ReadOnlyMemory<byte> xml, ErnOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (FindRoot(xml, out var refusal) is not { } root)
            return new ErnResult(null, [refusal!]);
        var standard = root.Namespace.StartsWith(Namespaces, StringComparison.Ordinal) ? root.Namespace[Namespaces.Length..] : "";
        if (root.Name is not ("NewReleaseMessage" or "PurgeReleaseMessage") || !Standards.Contains(standard))
            return new ErnResult(null, [ErnFaults.ReasonAt(ReasonCode.InvalidManifest, root, $"a NewReleaseMessage or PurgeReleaseMessage of {string.Join(", ", Standards)} is read here, this is {ErnFaults.Quote(root.Name)} of {ErnFaults.Quote(root.Namespace)}")]);

        var faults = new ErnFaults();
        ErnSchemas.Validate(xml, root, standard, options.SchemaFolder, faults);
        var header = ErnHeader.Read(root, standard, options, faults);
        return root.Name == "PurgeReleaseMessage" ? ReadPurge(root, header, faults) : ReadRelease(root, header, options, faults);
    }

    private static ErnResult ReadRelease(ErnElement root, MessageHeader header, ErnOptions options, ErnFaults faults)
    {
        if (root.Find("ResourceList") is null)
            faults.Missing(root, "ResourceList", "a message needs its resources");
        var content = header.Standard.StartsWith("ern/38", StringComparison.Ordinal) ? new Ern38Reader(root, options, faults).Read() : new Ern4Reader(root, options, faults).Read();
        var rules = new ErnRules(root, content, header, faults);
        return rules.Check() is { } manifest
            ? new ErnResult(new NewRelease(header, manifest), [])
            : new ErnResult(null, [.. faults.Reasons, .. rules.Unsupported]);
    }

    private static ErnResult ReadPurge(ErnElement root, MessageHeader header, ErnFaults faults)
    {
        if (root.Find("PurgedRelease")?.Find("ReleaseId") is not { } id)
        {
            faults.Missing(root, "PurgedRelease/ReleaseId", "a purge needs the release that it takes away");
            return new ErnResult(null, faults.Reasons);
        }

        var icpn = id.Find("ICPN") is { Text.Length: > 0 } code ? code : null;
        var grid = id.Find("GRid") is { Text.Length: > 0 } other ? other : null;
        var isrcs = id.All("ISRC").Where(isrc => isrc.Text.Length > 0).ToList();
        if (icpn is not null && !ManifestCodes.IsUpc(icpn.Text))
            faults.Add(icpn, $"{ErnFaults.Quote(icpn.Text)} is no ICPN: one has 12 to 14 digits, the last of them the right check digit");
        var plainGrid = grid is null ? null : ErnCodes.NormaliseGrid(grid.Text);
        if (grid is not null && plainGrid is null)
            faults.Add(grid, $"{ErnFaults.Quote(grid.Text)} is no GRid: one has 18 letters and digits beginning with A1, the last of them the right check character");
        foreach (var isrc in isrcs.Where(isrc => isrc.Text.Length > 40 || ManifestCodes.NormaliseIsrc(isrc.Text) is null))
            faults.Add(isrc, $"{ErnFaults.Quote(isrc.Text)} is no ISRC: one has two letters, three letters or digits, and seven digits");
        if (icpn is null && grid is null && isrcs.Count == 0)
            faults.Add(id, "a purge names its release by ICPN, GRid or ISRC");
        return faults.Any
            ? new ErnResult(null, faults.Reasons)
            : new ErnResult(new PurgeRelease(header, icpn?.Text, plainGrid, [.. isrcs.Select(isrc => ManifestCodes.NormaliseIsrc(isrc.Text)!)]), []);
    }

    /// <summary>Reads the elements of a document within the bounds.</summary>
    internal static ErnElement? FindRoot(ReadOnlyMemory<byte> xml, out Reason? refusal)
    {
        refusal = null;
        if (xml.Length > MaxBytes)
            refusal = Refusal($"the message is larger than {MaxBytes} bytes, which is the most that is read");
        else if (HasLongRun(xml.Span))
            refusal = Refusal($"there are more than {MaxRun} bytes within one tag or text");
        if (refusal is not null)
            return null;
        try
        {
            using var reader = OpenReader(xml);
            return ErnElement.Read(reader, MaxDepth, MaxElements);
        }
        catch (XmlException problem)
        {
            refusal = Refusal(DocumentTypeLine(xml.Span) is { } line && problem.LineNumber == 0
                ? $"line {line}: a document type declaration (<!DOCTYPE ...>) is not taken: leave it out"
                : $"line {problem.LineNumber}, place {problem.LinePosition}: this is no XML that is read here: {Plain(problem.Message)}");
        }
        catch (DecoderFallbackException)
        {
            refusal = Refusal("the message is not written in UTF-8");
        }

        return null;
    }

    /// <summary>A reader that knows no document type, resolves nothing, and decodes UTF-8 whatever the document says of itself.</summary>
    internal static XmlReader OpenReader(ReadOnlyMemory<byte> xml, XmlReaderSettings? settings = null)
    {
        settings ??= new XmlReaderSettings();
        settings.DtdProcessing = DtdProcessing.Prohibit;
        settings.XmlResolver = null;
        settings.MaxCharactersInDocument = MaxBytes;
        settings.IgnoreComments = true;
        settings.IgnoreProcessingInstructions = true;
        settings.CloseInput = true;
        var bytes = MemoryMarshal.TryGetArray(xml, out var segment) ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false) : new MemoryStream(xml.ToArray(), writable: false);
        return XmlReader.Create(new StreamReader(bytes, Utf8, detectEncodingFromByteOrderMarks: false), settings);
    }

    // The reader says neither in our words nor where.
    private static int? DocumentTypeLine(ReadOnlySpan<byte> xml) => xml.IndexOf("<!DOCTYPE"u8) is >= 0 and var at ? xml[..at].Count((byte)'\n') + 1 : null;

    private static bool HasLongRun(ReadOnlySpan<byte> xml)
    {
        while (xml.Length > MaxRun)
        {
            var next = xml.Slice(1, Math.Min(MaxRun, xml.Length - 1)).IndexOf((byte)'<');
            if (next < 0)
                return true;
            xml = xml[(next + 1)..];
        }

        return false;
    }

    private static Reason Refusal(string detail) => new(ReasonCode.InvalidManifest, detail);

    private static string Plain(string message) => new([.. message.Take(300).Select(character => char.IsControl(character) || char.IsSurrogate(character) ? ' ' : character)]);
}
