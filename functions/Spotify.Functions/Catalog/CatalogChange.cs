using System.Text.Json;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Events;

namespace Spotify.Functions.Catalog;

/// <summary>Something of the catalogue is new, changed or gone: whoever keeps a copy reads it again.</summary>
/// <param name="Kind">One of <see cref="CatalogKinds"/>.</param>
/// <param name="Id">Its id.</param>
/// <param name="At">When.</param>
public sealed record CatalogChange(string Kind, string Id, DateTimeOffset At);

/// <summary>The kinds of things in the catalogue, as the Spotify Web API names them.</summary>
public static class CatalogKinds
{
    /// <summary>A track.</summary>
    public const string Track = "track";

    /// <summary>An album.</summary>
    public const string Album = "album";

    /// <summary>An artist.</summary>
    public const string Artist = "artist";

    /// <summary>A show.</summary>
    public const string Show = "show";

    /// <summary>An episode of a show.</summary>
    public const string Episode = "episode";

    /// <summary>An audiobook.</summary>
    public const string Audiobook = "audiobook";

    /// <summary>A chapter of an audiobook.</summary>
    public const string Chapter = "chapter";

    /// <summary>Every kind.</summary>
    public static IReadOnlyList<string> All { get; } = [Track, Album, Artist, Show, Episode, Audiobook, Chapter];
}

/// <summary>
/// Changes on their way: hub <see cref="Hub"/>, partition key the id of the first change, body <c>{"v":1,"changes":[{"kind","id","at"}]}</c>. At least once, and
/// in no order that could be relied on: a change says what to read, never what it is.
/// </summary>
public static class CatalogChanges
{
    /// <summary>The hub.</summary>
    public const string Hub = EventHubNames.Catalog;

    /// <summary>The most changes of one event: 256 KB hold them.</summary>
    internal const int MaxInEvent = 1000;

    private const int Version = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Reads an event's body; changes that are none of ours are left out.</summary>
    /// <param name="body">The body.</param>
    /// <exception cref="FormatException">It is of no form that is known.</exception>
    public static IReadOnlyList<CatalogChange> Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize<Envelope>(body, Json) is { V: Version, Changes: { } changes }
                ? [.. changes.Where(change => change is { Kind: not null, Id: not null } && CatalogKinds.All.Contains(change.Kind) && SpotifyId.IsValid(change.Id))]
                : throw new FormatException("The event is of another version of catalogue changes.");
        }
        catch (JsonException exception)
        {
            throw new FormatException("The event holds no catalogue changes.", exception);
        }
    }

    internal static byte[] Write(IReadOnlyList<CatalogChange> changes) => JsonSerializer.SerializeToUtf8Bytes(new Envelope(Version, changes), Json);

    private sealed record Envelope(int V, IReadOnlyList<CatalogChange>? Changes);
}
