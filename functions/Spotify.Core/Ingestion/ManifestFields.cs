using System.Globalization;
using System.Text.Json;

namespace Spotify.Core.Ingestion;

/// <summary>Everything found wrong in a manifest, up to a number beyond which it is only said that there is more.</summary>
internal sealed class ManifestFaults(int limit)
{
    private readonly List<Reason> _reasons = [];

    /// <summary>What was found, in the order in which it was.</summary>
    public IReadOnlyList<Reason> Reasons => _reasons;

    /// <summary>Notes a fault at a place.</summary>
    public void Add(string path, string detail) => Add(new Reason(ReasonCode.InvalidManifest, path.Length == 0 ? detail : $"{path}: {detail}"));

    /// <summary>Notes a fault.</summary>
    public void Add(Reason reason)
    {
        if (_reasons.Count < limit)
            _reasons.Add(reason);
        else if (_reasons.Count == limit)
            _reasons.Add(new Reason(ReasonCode.InvalidManifest, "there is more wrong than is listed here"));
    }
}

/// <summary>The fields of one JSON object, read with their faults noted by path instead of thrown. A null counts as absent.</summary>
internal sealed class ManifestFields(JsonElement element, string path, ManifestFaults faults)
{
    /// <summary>Whether there is an object at all.</summary>
    public bool IsObject => element.ValueKind == JsonValueKind.Object;

    /// <summary>Notes a fault of a field.</summary>
    public void Fault(string name, string detail) => faults.Add(PathOf(name), detail);

    /// <summary>A required object.</summary>
    public ManifestFields? Object(string name)
    {
        if (Find(name) is { ValueKind: JsonValueKind.Object } value)
            return new ManifestFields(value, PathOf(name), faults);
        Fault(name, "an object is needed here");
        return null;
    }

    /// <summary>The objects of an array, at most <paramref name="limit"/>.</summary>
    public IEnumerable<ManifestFields> Objects(string name, int limit, bool required)
    {
        var list = new List<ManifestFields>();
        foreach (var (item, at) in Items(name, limit, required))
        {
            if (item.ValueKind == JsonValueKind.Object)
                list.Add(new ManifestFields(item, at, faults));
            else
                faults.Add(at, "an object is needed here");
        }

        return list;
    }

    /// <summary>A required text that is neither blank nor over-long and holds no control characters.</summary>
    public string? Text(string name, int limit)
    {
        var text = OptionalText(name, limit, out var present);
        if (!present || (text is not null && string.IsNullOrWhiteSpace(text)))
        {
            Fault(name, "a text is needed here");
            return null;
        }

        return text;
    }

    /// <summary>A required text, whatever it holds; it may be empty.</summary>
    public string? AnyText(string name, int limit)
    {
        if (Find(name) is not { } value)
            Fault(name, "a text is needed here");
        else if (value.ValueKind != JsonValueKind.String || !TryGetString(value, out var text) || text.Length > limit)
            Fault(name, $"a text of at most {limit} characters is needed here");
        else
            return text;
        return null;
    }

    /// <summary>A text that may be absent.</summary>
    public string? OptionalText(string name, int limit) => OptionalText(name, limit, out _);

    /// <summary>A list of texts, none blank.</summary>
    public IReadOnlyList<string> Texts(string name, int limit, int textLimit, bool required)
    {
        var list = new List<string>();
        foreach (var (item, at) in Items(name, limit, required))
        {
            if (item.ValueKind == JsonValueKind.String && TryGetString(item, out var text) && IsFit(text, textLimit) && !string.IsNullOrWhiteSpace(text))
                list.Add(text);
            else
                faults.Add(at, $"a text of 1 to {textLimit} characters is needed here");
        }

        return list;
    }

    /// <summary>A required text out of a few.</summary>
    public string? Choice(string name, string[] allowed)
    {
        var text = Text(name, 50);
        if (text is null || allowed.Contains(text))
            return text;
        Fault(name, $"one of {string.Join(", ", allowed)} is needed here");
        return null;
    }

    /// <summary>A required list of texts out of a few.</summary>
    public IReadOnlyList<string> Choices(string name, string[] allowed)
    {
        var texts = Texts(name, 10, 50, required: true);
        if (texts.Any(text => !allowed.Contains(text)))
            Fault(name, $"only {string.Join(", ", allowed)} may be listed here");
        return texts;
    }

    /// <summary>A whole number in a range; required where there is no fallback.</summary>
    public int Number(string name, int from, int to, int? fallback)
    {
        if (Find(name) is not { } value)
        {
            if (fallback is { } number)
                return number;
        }
        else if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= from && number <= to)
        {
            return number;
        }

        Fault(name, $"a whole number from {from} to {to} is needed here");
        return 0;
    }

    /// <summary>A flag; false where absent.</summary>
    public bool Flag(string name)
    {
        if (Find(name) is not { } value)
            return false;
        if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            Fault(name, "true or false is needed here");
        return value.ValueKind == JsonValueKind.True;
    }

    /// <summary>A moment, RFC 3339 with its offset.</summary>
    public DateTimeOffset? Moment(string name, bool required)
    {
        if (Find(name) is not { } value)
        {
            if (required)
                Fault(name, "a moment is needed here");
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && TryGetString(value, out var text) && text.Length is >= 20 and <= 40
            && (text[^1] is 'Z' or 'z' || text[^6] is '+' or '-')
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment))
            return moment.ToUniversalTime();
        Fault(name, "a moment is written as RFC 3339 has it, with its offset: 2026-11-20T00:00:00Z");
        return null;
    }

    private static bool TryGetString(JsonElement value, out string text)
    {
        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            // An escaped half of a surrogate pair: valid JSON, no text.
            text = "";
            return false;
        }
    }

    private static bool IsFit(string text, int limit) => text.Length <= limit && !text.Any(char.IsControl);

    private string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    private JsonElement? Find(string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private string? OptionalText(string name, int limit, out bool present)
    {
        var value = Find(name);
        present = value is not null;
        if (value is null)
            return null;
        if (value.Value.ValueKind == JsonValueKind.String && TryGetString(value.Value, out var text) && IsFit(text, limit))
            return text;
        Fault(name, $"a text of at most {limit} characters without control characters is needed here");
        return null;
    }

    private List<(JsonElement Item, string Path)> Items(string name, int limit, bool required)
    {
        var items = new List<(JsonElement, string)>();
        if (Find(name) is not { } value)
        {
            if (required)
                Fault(name, "a list is needed here");
        }
        else if (value.ValueKind != JsonValueKind.Array)
        {
            Fault(name, "a list is needed here");
        }
        else if (value.GetArrayLength() > limit)
        {
            Fault(name, $"at most {limit} are taken, {value.GetArrayLength()} are listed");
        }
        else
        {
            items.AddRange(value.EnumerateArray().Select((item, i) => (item, $"{PathOf(name)}[{i}]")));
            if (items.Count == 0 && required)
                Fault(name, "at least one is needed");
        }

        return items;
    }
}
