using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Spotify.TestSupport.Royalties;

/// <summary>
/// Cell definitions of a DDEX flat file profile as its schema has them: names in order, whether a cell must be there, types, patterns and sets of allowed values. Also checks the order of
/// records. As the library of DDEX does, a pattern is looked for at the beginning of a value.
/// </summary>
public sealed class DsrSchema
{
    private static readonly XNamespace Xs = "http://www.w3.org/2001/XMLSchema";

    private readonly Dictionary<string, List<Cell>> _records = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _allowed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _patterns = new(StringComparer.Ordinal);

    /// <summary>Reads a profile's schema and the allowed values beside it.</summary>
    public DsrSchema(string profile, string allowedValues)
    {
        foreach (var type in XDocument.Load(allowedValues).Root!.Elements(Xs + "simpleType"))
            _allowed[$"avs:{type.Attribute("name")!.Value}"] = [.. type.Descendants(Xs + "enumeration").Select(one => one.Attribute("value")!.Value)];
        var root = XDocument.Load(profile).Root!;
        foreach (var type in root.Elements(Xs + "simpleType"))
            _patterns[$"dsrf-ba:{type.Attribute("name")!.Value}"] = type.Descendants(Xs + "pattern").First().Attribute("value")!.Value;
        foreach (var type in root.Elements(Xs + "complexType").Where(type => type.Attribute("name")!.Value.StartsWith("RecordType-", StringComparison.Ordinal)))
        {
            List<Cell> cells =
            [
                .. type.Elements(Xs + "sequence").Elements(Xs + "element").Select(element => new Cell(
                    element.Attribute("name")!.Value,
                    element.Attribute("type")?.Value ?? "pattern",
                    element.Attribute("minOccurs")?.Value != "0",
                    element.Attribute("maxOccurs")?.Value == "unbounded",
                    element.Descendants(Xs + "pattern").FirstOrDefault()?.Attribute("value")!.Value)),
            ];
            if (cells is [{ Pattern: { } name }, ..])
                _records[name] = cells;
        }
    }

    /// <summary>Every cell that is not as the schema has it, and every record that is not where it should be.</summary>
    public IEnumerable<string> FindFaults(DsrFile file)
    {
        var order = string.Concat(file.Records.Select(record => DsrFile.Cell(record, 1) switch
        {
            "HEAD" => 'H',
            "SY02.02" => 'Y',
            "RE01" => 'R',
            "AS02.02" => 'A',
            "SU02" => 'U',
            "FOOT" => 'F',
            _ => '?',
        }));
        if (!Regex.IsMatch(order, "^HY+(R?A+U+)*F$"))
            yield return $"The records are in the order {order}.";
        for (var line = 0; line < file.Records.Count; line++)
        {
            foreach (var fault in FaultsOf(file.Records[line]))
                yield return string.Create(CultureInfo.InvariantCulture, $"Line {line + 1}: {fault}");
        }
    }

    private IEnumerable<string> FaultsOf(string[][] record)
    {
        if (!_records.TryGetValue(DsrFile.Cell(record, 1), out var cells))
        {
            yield return $"there is no record {DsrFile.Cell(record, 1)}.";
            yield break;
        }

        if (record.Length > cells.Count)
            yield return $"{record.Length} cells of {cells.Count}.";
        for (var i = 0; i < cells.Count; i++)
        {
            var (cell, values) = (cells[i], i < record.Length ? record[i] : []);
            if (cell.IsNeeded && values.Length == 0)
                yield return $"{cell.Name} is missing.";
            if (!cell.IsList && values.Length > 1)
                yield return $"{cell.Name} has {values.Length} values.";
            foreach (var value in values.Where(value => !IsValid(cell, value)))
                yield return $"{cell.Name} may not be '{value}'.";
        }
    }

    private bool IsValid(Cell cell, string value) => cell.Type switch
    {
        "pattern" => Begins(cell.Pattern!, value),
        "xs:string" => value.Length > 0,
        "xs:integer" => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        "xs:decimal" => Regex.IsMatch(value, @"^[+-]?[0-9]+(\.[0-9]+)?$"),
        "xs:boolean" => value is "true" or "false" or "1" or "0",
        "xs:dateTime" => DateTimeOffset.TryParseExact(value, "yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "xs:duration" => IsDuration(value),
        var type when _patterns.TryGetValue(type, out var pattern) => Begins(pattern, value),
        var type when _allowed.TryGetValue(type, out var allowed) => allowed.Contains(value),
        _ => throw new NotSupportedException(cell.Type),
    };

    private static bool Begins(string pattern, string value) => Regex.IsMatch(value, $"^(?:{pattern})");

    private static bool IsDuration(string value)
    {
        try
        {
            _ = XmlConvert.ToTimeSpan(value);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private sealed record Cell(string Name, string Type, bool IsNeeded, bool IsList, string? Pattern);
}
