using System.Collections.Concurrent;
using System.Text.Json;
using Spotify.Core.Playback;
using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Snapshot;

/// <summary>
/// The tracks that a run knows, by row. As bytes: lines of JSON, the first of them all lists of grants that tracks have (nearly all tracks share a few), then a line for each track in the order of
/// keys.
/// </summary>
public sealed class TrackCatalogue
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Converters = { new TrackKeyJson() } };

    private readonly TrackFacts[] _facts;
    private readonly IReadOnlyList<IReadOnlyList<RightsGrant>> _grants;
    private readonly ConcurrentDictionary<(string Market, Tier Tier, DateTimeOffset At), bool[]> _permitted = new();

    /// <summary>Puts tracks together.</summary>
    /// <param name="facts">The tracks, each once, in any order.</param>
    /// <param name="grants">The lists of grants that <see cref="TrackFacts.Rights"/> means.</param>
    public TrackCatalogue(IEnumerable<TrackFacts> facts, IReadOnlyList<IReadOnlyList<RightsGrant>> grants)
    {
        (_facts, _grants) = ([.. facts.OrderBy(fact => fact.Track.Value)], grants);
        Rows = ItemTable.Of(_facts.Select(fact => fact.Track));
        if (Rows.Count != _facts.Length)
            throw new ArgumentException("A track is there twice.", nameof(facts));
        if (_facts.Any(fact => fact.Rights < 0 || fact.Rights >= grants.Count))
            throw new ArgumentException("A track has grants that are not there.", nameof(facts));
    }

    /// <summary>Which track is which row.</summary>
    public ItemTable Rows { get; }

    /// <summary>A track's facts.</summary>
    /// <param name="row">Its row.</param>
    public TrackFacts this[int row] => _facts[row];

    /// <summary>The facts of all tracks, by row.</summary>
    public IReadOnlyList<TrackFacts> All => _facts;

    /// <summary>Whether a listener may stream a track.</summary>
    /// <param name="row">The track's row.</param>
    /// <param name="market">The listener's country; empty where it is not known yet: then whether anybody on his tier may, and who serves the list looks again.</param>
    /// <param name="tier">His tier.</param>
    /// <param name="now">The moment; asked for few different ones, such as the time of the run: answers are kept for each.</param>
    public bool IsLicensed(int row, string market, Tier tier, DateTimeOffset now) => Permitted(market, tier, now)[_facts[row].Rights];

    /// <summary>The same for each list of grants, for whoever asks about many tracks.</summary>
    internal bool[] Permitted(string market, Tier tier, DateTimeOffset now)
    {
        if (_permitted.Count > 10_000)
            _permitted.Clear();
        return _permitted.GetOrAdd((market, tier, now), key => [.. _grants.Select(list => IsPermitted(list, key.Market, key.Tier, key.At))]);
    }

    /// <summary>Writes all of it; the same tracks give the same bytes.</summary>
    /// <param name="output">Where to; it stays open.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task WriteAsync(Stream output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(output);
        await output.WriteAsync(Line(_grants), cancellationToken);
        foreach (var fact in _facts)
            await output.WriteAsync(Line(fact), cancellationToken);
    }

    /// <summary>Reads what <see cref="WriteAsync"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is not that.</exception>
    public static TrackCatalogue Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var end = bytes.IndexOf((byte)'\n');
            if (end < 0)
                throw new InvalidDataException("The catalogue of a model is cut short.");
            var (grants, facts) = (JsonSerializer.Deserialize<List<List<RightsGrant>>>(bytes[..end], Json)!, new List<TrackFacts>());
            for (bytes = bytes[(end + 1)..]; !bytes.IsEmpty; bytes = bytes[(end + 1)..])
            {
                end = bytes.IndexOf((byte)'\n');
                if (end < 0)
                    throw new InvalidDataException("The catalogue of a model is cut short.");
                facts.Add(JsonSerializer.Deserialize<TrackFacts>(bytes[..end], Json)!);
            }

            return new TrackCatalogue(facts, grants);
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException)
        {
            throw new InvalidDataException("The catalogue of a model is damaged.", problem);
        }
    }

    private static bool IsPermitted(IReadOnlyList<RightsGrant> grants, string market, Tier tier, DateTimeOffset at)
    {
        IEnumerable<string> markets = market.Length > 0 ? [market] : grants.SelectMany(grant => grant.Markets.Contains("*") ? Catalog.Markets.All : grant.Markets).Distinct(StringComparer.OrdinalIgnoreCase);
        return markets.Any(one => Playback.Rights.Decide(grants, one, tier, RightsUse.Stream, at) == RightsDecision.Allowed);
    }

    private static byte[] Line<T>(T value) => [.. JsonSerializer.SerializeToUtf8Bytes(value, Json), (byte)'\n'];

    private sealed class TrackKeyJson : System.Text.Json.Serialization.JsonConverter<Telemetry.TrackKey>
    {
        public override Telemetry.TrackKey Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { } text && Telemetry.TrackKey.TryParse(text, out var key) ? key : throw new JsonException("This is no track.");

        public override void Write(Utf8JsonWriter writer, Telemetry.TrackKey value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
