using System.Text.RegularExpressions;

namespace Spotify.EmbeddedRuntime.Tests.Api;

/// <summary>
/// Reads the reference listing: namespaces, types indented by two, members by four; some types on one line with their members in braces and
/// without modifiers, some only in a comment behind a member.
/// </summary>
public static partial class ApiListing
{
    /// <summary>Every type of the listing; a type that occurs twice is merged.</summary>
    public static IReadOnlyDictionary<string, ApiType> Parse(string text)
    {
        var types = new Dictionary<string, ApiType>(StringComparer.Ordinal);
        var (space, open) = ("", (ApiType?)null);
        foreach (var raw in text.Split('\n'))
        {
            var line = raw.TrimEnd();
            if (line.StartsWith("namespace ", StringComparison.Ordinal))
            {
                (space, open) = (line["namespace ".Length..].Split(' ', '/')[0].Trim(), null);
                continue;
            }

            if (space.Length == 0 || line.Trim().Length == 0 || line.StartsWith("//", StringComparison.Ordinal))
                continue;
            foreach (Match mention in CommentType().Matches(line))
                Keep(types, new ApiType($"{space}.{mention.Groups[1].Value}", null, null, Split(mention.Groups[2].Value), IsCompact: true));
            var code = Spaces().Replace(line.Split("//")[0], " ").TrimEnd();
            if (code.StartsWith("    ", StringComparison.Ordinal) || Indent(line) >= 4)
                open = Extend(types, open, code.Trim());
            else
                open = Keep(types, Head(space, code.Trim()));
        }

        return types;
    }

    /// <summary>The text with one blank where it has several, and none where C# needs none.</summary>
    public static string Normalise(string member) =>
        Spaces().Replace(member, " ").Replace("??", "?", StringComparison.Ordinal).Trim().TrimEnd(';').Trim();

    private static int Indent(string line) => line.Length - line.TrimStart().Length;

    private static ApiType? Extend(Dictionary<string, ApiType> types, ApiType? open, string code)
    {
        if (open is null)
            return null;
        var members = code.StartsWith('{') ? Split(code, ',') : [Normalise(code)];
        var compact = open.IsCompact || !(code.StartsWith('{') || code.StartsWith("public ", StringComparison.Ordinal) || code.StartsWith("protected ", StringComparison.Ordinal));
        return types[open.FullName] = open with { Members = [.. open.Members, .. members], IsCompact = compact };
    }

    private static ApiType Head(string space, string code)
    {
        var declaration = TypeHead().Match(code);
        if (declaration.Groups["delegate"].Success)
        {
            var signature = Normalise(declaration.Groups["delegate"].Value);
            var name = signature[..signature.IndexOf('(', StringComparison.Ordinal)].Split(' ')[^1];
            return new ApiType($"{space}.{name}", "delegate", [], [signature]);
        }

        if (!declaration.Success)
            throw new FormatException($"The listing has a type that is not understood: '{code}'.");
        var bases = SplitTopLevel(declaration.Groups["bases"].Value, ',');
        var body = declaration.Groups["body"];
        return new ApiType(
            $"{space}.{declaration.Groups["name"].Value.Trim()}", declaration.Groups["kind"].Value, bases,
            body.Success ? Split(body.Value) : [], IsCompact: body.Success);
    }

    private static ApiType Keep(Dictionary<string, ApiType> types, ApiType type) =>
        types[type.FullName] = types.TryGetValue(type.FullName, out var known)
            ? known with { Kind = known.Kind ?? type.Kind, Bases = known.Bases ?? type.Bases, Members = [.. known.Members, .. type.Members] }
            : type;

    /// <summary>The members of a body in braces: each ends at a semicolon or at its own closing brace.</summary>
    private static List<string> Split(string body, char separator = ';')
    {
        var inner = body.Trim();
        if (inner.StartsWith('{'))
            inner = inner[1..^1];
        var members = new List<string>();
        var (start, depth) = (0, 0);
        for (var i = 0; i < inner.Length; i++)
        {
            depth += inner[i] switch { '{' or '(' or '<' => 1, '}' or ')' or '>' => -1, _ => 0 };
            if (depth == 0 && (inner[i] == separator || inner[i] == '}'))
            {
                members.Add(inner[start..(i + 1)].TrimEnd(separator));
                start = i + 1;
            }
        }

        members.Add(inner[start..]);
        return [.. members.Select(Normalise).Where(member => member.Length > 0)];
    }

    private static List<string> SplitTopLevel(string text, char separator) => [.. Split(text, separator)];


    [GeneratedRegex(@"(?<=//.*?)\b([A-Z]\w+) (\{ [^}]+ \})")]
    private static partial Regex CommentType();

    [GeneratedRegex(@"(?<=\S)\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"^public (?:delegate (?<delegate>.+;)|(?<kind>(?:(?:abstract|sealed|static|readonly) )*(?:class|struct|interface|enum)) (?<name>\w+(?:<[\w, ]+>)?)(?: : (?<bases>[^{]+?))?(?: (?<body>\{.*\}))?)$")]
    private static partial Regex TypeHead();
}
