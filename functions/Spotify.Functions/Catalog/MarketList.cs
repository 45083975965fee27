using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Catalog;

/// <summary>
/// Markets that know how they are written: most things are to be had in 184 countries, an album says so for each of its tracks, and to write the names one by one took longer than all
/// else of an answer.
/// </summary>
internal sealed class MarketList(IReadOnlyList<string> markets) : IReadOnlyList<string>
{
    private readonly byte[] _json = JsonSerializer.SerializeToUtf8Bytes(markets, ApiJson.Options);

    public int Count => markets.Count;

    /// <summary>The list as JSON.</summary>
    public ReadOnlySpan<byte> Json => _json;

    public string this[int index] => markets[index];

    public IEnumerator<string> GetEnumerator() => markets.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Writes a <see cref="MarketList"/> as it knows itself, and any other list as lists are written.</summary>
internal sealed class MarketListConverter : JsonConverter<IReadOnlyList<string>>
{
    public override IReadOnlyList<string>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonSerializer.Deserialize<string[]>(ref reader, options);

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options)
    {
        if (value is MarketList known)
            writer.WriteRawValue(known.Json, skipInputValidation: true);
        else
            JsonSerializer.Serialize<IEnumerable<string>>(writer, value, options);
    }
}
