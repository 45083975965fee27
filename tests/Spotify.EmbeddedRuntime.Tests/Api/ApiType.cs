namespace Spotify.EmbeddedRuntime.Tests.Api;

/// <summary>A public type as text: what the listing says of it, or what reflection finds.</summary>
/// <param name="FullName">Namespace and name, nested names and type parameters as C# writes them.</param>
/// <param name="Kind">Modifiers and keyword (<c>public abstract class</c>), or <c>delegate</c>; null where the listing gives the type only in passing.</param>
/// <param name="Bases">Base class and interfaces; null where they are not given.</param>
/// <param name="Members">One line each.</param>
/// <param name="IsCompact">Whether members are given without modifiers, and some without accessors.</param>
public sealed record ApiType(string FullName, string? Kind, IReadOnlyList<string>? Bases, IReadOnlyList<string> Members, bool IsCompact = false)
{
    public string Name => FullName[(FullName.LastIndexOf('.', FullName.IndexOf('<', StringComparison.Ordinal) is var generic and > 0 ? generic : FullName.Length - 1) + 1)..];
}
