using System.Globalization;

namespace Spotify.Core.Ingestion.Ddex;

/// <summary>What all versions of the standard write in the same way, or nearly so.</summary>
internal static class ErnPieces
{
    private const string World = "Worldwide";

    /// <summary>Of elements that differ by territory or language, the one that is told to the world: the one marked as default, then the one for the world, then the first.</summary>
    public static ErnElement? Preferred(IEnumerable<ErnElement> elements)
    {
        ErnElement? first = null, world = null;
        foreach (var element in elements)
        {
            if (element.Flag("IsDefault"))
                return element;
            first ??= element;
            var territory = element.Attribute("ApplicableTerritoryCode") ?? element.Attribute("TerritoryCode");
            if (world is null && territory == World)
                world = element;
        }

        return world ?? first;
    }

    /// <summary>Of details by territory (3.8), those of the world, or the first.</summary>
    public static ErnElement? PreferredTerritory(IEnumerable<ErnElement> details)
    {
        ErnElement? first = null;
        foreach (var element in details)
        {
            if (element.All("TerritoryCode").Any(code => code.Text == World))
                return element;
            first ??= element;
        }

        return first;
    }

    /// <summary>A title of an element that holds <c>TitleText</c> and <c>SubTitle</c>.</summary>
    public static ErnTitle? Title(ErnElement? at, string? versionType = null)
    {
        if (at?.TextOf("TitleText") is not { } text)
            return null;
        var version = string.Join(' ', at.All("SubTitle").Select(part => part.Text).Where(part => part.Length > 0));
        return new ErnTitle(at, text, version.Length > 0 ? version : versionType);
    }

    /// <summary>The text of a party's name.</summary>
    public static string? PartyName(ErnElement party)
    {
        var name = party.All("PartyName").FirstOrDefault(candidate => candidate.Attribute("LanguageAndScriptCode") is null) ?? party.Find("PartyName");
        if (name?.TextOf("FullName") is { } full)
            return full;
        var parts = new[] { name?.TextOf("NamesBeforeKeyName"), name?.TextOf("KeyName"), name?.TextOf("NamesAfterKeyName") }.OfType<string>();
        return string.Join(' ', parts) is { Length: > 0 } text ? text : null;
    }

    /// <summary>Elements by their <c>SequenceNumber</c> attribute, those without one last and as they stand.</summary>
    public static IEnumerable<ErnElement> InSequence(IEnumerable<ErnElement> elements) => elements.OrderBy(element => Sequence(element.Attribute("SequenceNumber")) ?? int.MaxValue);

    /// <summary>A sequence number, or null where there is none.</summary>
    public static int? Sequence(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;

    /// <summary>A role as the message says it; what a sender defined is said in the sender's own word.</summary>
    public static string Role(ErnElement role) => role.Text == "UserDefined" ? role.Attribute("UserDefinedValue") ?? role.Text : role.Text;

    /// <summary>A copyright line: its text, or the year and company that it is made of.</summary>
    public static string Line(ErnElement holder, string kind)
    {
        if (Preferred(holder.All(kind)) is not { } line)
            return "";
        return line.TextOf(kind + "Text") ?? string.Join(' ', new[] { line.TextOf("Year"), line.TextOf(kind + "Company") }.OfType<string>());
    }

    /// <summary>Genres and their finer ones.</summary>
    public static IReadOnlyList<string> Genres(ErnElement holder) =>
        [.. holder.All("Genre").SelectMany(genre => new[] { genre.TextOf("GenreText"), genre.TextOf("SubGenre") }).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Whether a parental warning says that it is explicit, in any territory: it is one flag for the world.</summary>
    public static bool IsExplicit(IEnumerable<ErnElement> holders) => holders.Any(holder => holder.All("ParentalWarningType").Any(warning => warning.Text == "Explicit"));

    /// <summary>The name of a file: <c>URI</c> in 4.x, <c>FilePath</c> and <c>FileName</c> in 3.8.</summary>
    public static string? FileName(ErnElement file)
    {
        if (file.TextOf("URI") is { } uri)
            return uri;
        if (file.TextOf("FileName") is not { } name)
            return file.TextOf("URL");
        return file.TextOf("FilePath") is { } folder && folder.Trim('/', '.') is { Length: > 0 } inside ? $"{inside}/{name}" : name;
    }

    /// <summary>The hash of a file; what cannot be one is noted.</summary>
    public static FileHash? Hash(ErnElement file, ErnFaults faults)
    {
        if (file.Find("HashSum") is not { } sum)
            return null;
        var value = sum.Find("HashSumValue") ?? sum.Find("HashSum");
        var algorithm = sum.Find("Algorithm") ?? sum.Find("HashSumAlgorithmType");
        if (value is not { Text.Length: > 0 } || algorithm is not { Text.Length: > 0 })
        {
            faults.Add(sum, "a hash needs its value and its algorithm");
            return null;
        }

        var name = Role(algorithm);
        var hex = ToHex(value.Text, sum.TextOf("HashSumDataType") ?? sum.TextOf("DataType"));
        var (plain, digits) = name.ToUpperInvariant().Replace("-", "", StringComparison.Ordinal) switch
        {
            "MD5" => ("MD5", 32),
            "SHA" or "SHA1" => ("SHA-1", 40),
            "SHA256" => ("SHA-256", 64),
            "SHA2" => (hex?.Length switch { 96 => "SHA-384", 128 => "SHA-512", _ => "SHA-256" }, hex?.Length is 96 or 128 ? hex.Length : 64),
            "SHA384" => ("SHA-384", 96),
            "SHA512" => ("SHA-512", 128),
            _ => (name, 0),
        };
        if (hex is not null && (digits == 0 || hex.Length == digits))
            return new FileHash(plain, hex);
        faults.Add(value, digits == 0 ? "a hash is written in hexadecimal or Base64" : $"a hash by {plain} has {digits} hexadecimal digits (or the same in Base64)");
        return null;
    }

    /// <summary>What is technically known of an audio file; null where it names none.</summary>
    /// <param name="details">The element with codec and rates.</param>
    /// <param name="isPart">Whether it is a preview or a clip.</param>
    /// <param name="faults">Takes what is wrong with the hash.</param>
    public static ErnAudioFile? AudioFile(ErnElement details, bool isPart, ErnFaults faults)
    {
        if (details.Find("File") is not { } file || FileName(file) is not { } name || details.Find("IsProvidedInDelivery") is { Text: "false" or "0" })
            return null;
        var codec = details.Find("AudioCodecType");
        return new ErnAudioFile(
            file, name, codec is null ? null : Role(codec), details.TextOf("ContainerFormat"), Measure(details, "BitsPerSample", "BitDepth"), Measure(details, "SamplingRate", null),
            Measure(details, "BitRate", null), isPart, Hash(file, faults));
    }

    /// <summary>Credits of a list without repetitions.</summary>
    public static IReadOnlyList<Credit> Distinct(IEnumerable<Credit> credits) => [.. credits.Distinct()];

    private static string? ToHex(string text, string? type)
    {
        if (type is not "Base64Binary" && text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit))
            return text.ToLowerInvariant();
        var bytes = new byte[text.Length];
        return text.Length <= 200 && !text.All(char.IsAsciiHexDigit) | type is "Base64Binary" && Convert.TryFromBase64String(text, bytes, out var count)
            ? Convert.ToHexStringLower(bytes.AsSpan(0, count))
            : null;
    }

    private static decimal Measure(ErnElement details, string name, string? other)
    {
        var element = details.Find(name) ?? (other is null ? null : details.Find(other));
        if (element is null || !decimal.TryParse(element.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > 1_000_000_000)
            return 0;
        return element.Attribute("UnitOfMeasure") switch
        {
            "kHz" or "kbps" => number * 1000,
            "MHz" or "Mbps" => number * 1_000_000,
            _ => number,
        };
    }
}
