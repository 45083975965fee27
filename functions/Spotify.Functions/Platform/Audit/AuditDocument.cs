using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Spotify.Functions.Platform.Audit;

/// <summary>
/// Half of an entry: that an action began, or how it ended. Container <c>system</c>, a partition a month; written once in the order of time and once in the order of time of its operator.
/// Nothing is ever written over: an action that has only begun is one whose end nobody saw.
/// </summary>
internal sealed record AuditDocument
{
    public const string Kind = "audit";

    private const int StampLength = 13;
    private const int SuffixLength = 16;
    private const int HashLength = 32;

    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>Characters of what names an entry.</summary>
    public const int NameLength = StampLength + 1 + SuffixLength;

    public string Type { get; init; } = "audit_entry";

    public int V { get; init; } = 1;

    public required DateTimeOffset At { get; init; }

    public required string Actor { get; init; }

    public string? Client { get; init; }

    public required string Method { get; init; }

    public required string Route { get; init; }

    public required string Function { get; init; }

    public required IReadOnlyDictionary<string, string> Target { get; init; }

    public required string RequestId { get; init; }

    /// <summary>The HTTP status of the answer; null in the half that says that the action began.</summary>
    public int? Status { get; init; }

    public static string PartitionOf(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{Kind}:{at.UtcDateTime:yyyy-MM}");

    /// <summary>What names an entry: its time, and what tells it from others of that millisecond.</summary>
    public static string NameOf(DateTimeOffset at, Guid suffix) => $"{StampOf(at)}-{suffix.ToString("N")[..SuffixLength]}";

    public static string StampOf(DateTimeOffset at) => Math.Max(0, at.ToUnixTimeMilliseconds()).ToString("D13", CultureInfo.InvariantCulture);

    /// <summary>When an entry began, by its name; null where that is none.</summary>
    public static DateTimeOffset? TimeOf(string name) =>
        name.Length == NameLength && name[StampLength] == '-' && !name.AsSpan(StampLength + 1).ContainsAnyExcept(LowerHex)
            && long.TryParse(name.AsSpan(0, StampLength), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

    /// <summary>What ids of a list begin with: of all entries, or of one operator's. An operator's name may hold what an id may not, so it is hashed.</summary>
    public static string PrefixOf(string? actor) => actor is null ? "t-" : $"a-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(actor)))[..HashLength]}-";

    /// <summary>The id of one half in a list.</summary>
    public static string IdOf(string prefix, string name, bool ended) => prefix + name + (ended ? "-1" : "-0");

    /// <summary>The entry's name in an id.</summary>
    public static string NameIn(string id) => id[^(NameLength + 2)..^2];
}
