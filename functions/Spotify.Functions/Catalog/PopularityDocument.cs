using System.Globalization;
using System.Text;
using Spotify.Core.Telemetry;

namespace Spotify.Functions.Catalog;

/// <summary>How popular something is: container <c>aggregates</c>, scope of its bucket, id its own. Written daily; not there means 0.</summary>
internal sealed record PopularityDocument
{
    /// <summary>How many buckets there are; each is written by one step of the daily run.</summary>
    public const int Buckets = 64;

    public string Type { get; init; } = "popularity";

    public int V { get; init; } = 1;

    /// <summary>One of <see cref="CatalogKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>0 to 100.</summary>
    public required int Value { get; init; }

    /// <summary>An artist's most played tracks, the most played first.</summary>
    public IReadOnlyList<string>? Top { get; init; }

    /// <summary>The run in which the value became what it is; null where it was 0 from the beginning.</summary>
    public string? Moved { get; init; }

    /// <summary>Whether another says the same, and stays.</summary>
    public bool SameAs(PopularityDocument? other) =>
        other is not null && Kind == other.Kind && Value == other.Value && Moved == other.Moved && Value > 0 && (Top ?? []).SequenceEqual(other.Top ?? [], StringComparer.Ordinal);

    /// <summary>Whether there is nothing to say any more, and everybody was told so in an earlier run.</summary>
    public bool IsOver(string run) => Value == 0 && Top is null && Moved != run;

    public static string ScopeOf(int bucket) => string.Create(CultureInfo.InvariantCulture, $"popularity:{bucket:00}");

    public static string ScopeOf(string id) => ScopeOf(BucketOf(id));

    public static int BucketOf(string id)
    {
        Span<byte> bytes = stackalloc byte[64];
        return Encoding.UTF8.TryGetBytes(id, bytes, out var length)
            ? (int)(StableHash.Of(bytes[..length]) % Buckets)
            : throw new ArgumentException($"'{id}' is no id of the catalogue.", nameof(id));
    }
}
