using System.Text.RegularExpressions;

namespace Spotify.EmbeddedRuntime.Tests.Api;

/// <summary>Holds what is declared against what the listing allows. The listing may have more; what is declared must be in it exactly.</summary>
public static partial class ApiComparison
{
    /// <summary>The differences, one line each; empty when all that is declared is in the listing.</summary>
    public static IReadOnlyList<string> Compare(IReadOnlyDictionary<string, ApiType> listing, IEnumerable<ApiType> declared)
    {
        var all = declared.ToList();
        var names = all.Select(type => type.Name).ToHashSet(StringComparer.Ordinal);
        return [.. all.SelectMany(type => listing.TryGetValue(type.FullName, out var listed) ? Compare(listed, type, names) : Unlisted(listing, type))];
    }

    private static IEnumerable<string> Compare(ApiType listed, ApiType declared, HashSet<string> names)
    {
        if (listed.Kind is not null && listed.Kind != declared.Kind && !(listed.Kind == "readonly struct" && declared.Kind == "struct"))
            yield return $"{declared.FullName}: is a '{declared.Kind}', the listing has a '{listed.Kind}'";
        if (listed.Bases is not null)
        {
            foreach (var extra in declared.Bases!.Except(listed.Bases))
                yield return $"{declared.FullName}: derives from '{extra}', which the listing does not have";
            foreach (var missing in listed.Bases.Except(declared.Bases!).Where(missing => IsAtHand(missing, names)))
                yield return $"{declared.FullName}: does not derive from '{missing}', which the listing has";
        }

        var allowed = listed.Members.Select(member => Reduce(member, listed.IsCompact)).ToHashSet(StringComparer.Ordinal);
        foreach (var member in declared.Members)
        {
            var text = Reduce(member, listed.IsCompact);
            // Where the listing names a compact member without accessors, any accessors will do.
            if (!allowed.Contains(text) && !(listed.IsCompact && allowed.Contains(Accessors().Replace(text, ""))) && !IsImplied(listed, member))
                yield return $"{declared.FullName}: '{member}' is not in the listing" + Nearest(listed, member);
        }

        if (declared.Kind == "enum")
        {
            foreach (var missing in listed.Members.Except(declared.Members))
                yield return $"{declared.FullName}: lacks the value '{missing}'";
        }
    }

    /// <summary>A type that the listing only names in a signature may stand there as an empty shell, so that the signature compiles.</summary>
    private static IEnumerable<string> Unlisted(IReadOnlyDictionary<string, ApiType> listing, ApiType declared)
    {
        var word = new Regex($@"\b{Regex.Escape(declared.Name.Split('<')[0])}\b");
        var mentioned = listing.Values.Any(type => type.Members.Any(word.IsMatch) || type.Bases?.Any(word.IsMatch) == true);
        if (!mentioned)
            yield return $"{declared.FullName}: is not in the listing";
        else if (declared.Members.Any(member => !member.EndsWith("()", StringComparison.Ordinal) || !member.Contains($" {declared.Name.Split('<')[0]}(")))
            yield return $"{declared.FullName}: is only mentioned in the listing, so it may have no members: {string.Join("; ", declared.Members)}";
    }

    // A one-line type spells out neither its default constructor nor the one method of a disposable.
    private static bool IsImplied(ApiType listed, string member) => listed.IsCompact && Reduce(member, compact: true) switch
    {
        "void Dispose()" => listed.Bases?.Contains("IDisposable") == true,
        "ValueTask DisposeAsync()" => listed.Bases?.Contains("IAsyncDisposable") == true,
        var text => text == $"{listed.Name}()" && !listed.Members.Any(other => other.StartsWith(listed.Name + "(", StringComparison.Ordinal)),
    };

    private static bool IsAtHand(string name, HashSet<string> names) =>
        names.Contains(name) || typeof(object).Assembly.GetExportedTypes().Any(type => ApiNames.Simple(type) == name.Split('<')[0]);

    private static string Reduce(string member, bool compact)
    {
        var text = ApiListing.Normalise(member);
        return compact ? Modifiers().Replace(text, "") : text;
    }

    private static string Nearest(ApiType listed, string member)
    {
        var name = MemberName().Match(member).Value;
        var same = listed.Members.Where(other => MemberName().Match(other).Value == name).ToList();
        return same.Count == 0 ? "" : $"; it has '{string.Join("', '", same)}'";
    }

    [GeneratedRegex(@"^(?:(?:public|protected|virtual|abstract|static|readonly|override) )+")]
    private static partial Regex Modifiers();

    [GeneratedRegex(@" \{ [^}]*\}$")]
    private static partial Regex Accessors();

    [GeneratedRegex(@"\w+(?=(?:<[^()]*>)?\(|(?: \{|$))")]
    private static partial Regex MemberName();
}
