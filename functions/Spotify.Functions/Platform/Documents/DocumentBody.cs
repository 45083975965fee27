using System.Text.Json;

namespace Spotify.Functions.Platform.Documents;

/// <summary>A body as both adapters write it: serialised once, held against the rules that Cosmos's own properties impose.</summary>
internal readonly struct DocumentBody
{
    private DocumentBody(byte[] json, bool hasId, int keysPresent) => (Json, HasId, KeysPresent) = (json, hasId, keysPresent);

    /// <summary>The JSON object, UTF-8.</summary>
    public byte[] Json { get; }

    /// <summary>Whether the body has an <c>id</c> of its own; it is the document's then.</summary>
    public bool HasId { get; }

    /// <summary>A bit for each partition key path that the body has itself, the first path in the lowest bit.</summary>
    public int KeysPresent { get; }

    /// <summary>Serialises the body of an operation.</summary>
    /// <exception cref="ArgumentException">It is not an object, or a property in it contradicts the id or key, or belongs to the store.</exception>
    public static DocumentBody Serialize(DocumentContainer container, PartitionKeyValue partition, DocumentOperation operation)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(operation.Body, operation.BodyType!, DocumentJson.Options);
        if (json[0] != '{')
            throw new ArgumentException($"The body of document '{operation.Id}' is no JSON object.", nameof(operation));

        var (hasId, keysPresent) = (false, 0);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueSpan is [(byte)'_', ..] || reader.ValueTextEquals("ttl"u8))
                throw new ArgumentException($"The body of document '{operation.Id}' has a property '{reader.GetString()}', which belongs to the store.", nameof(operation));
            if (reader.ValueTextEquals("id"u8))
            {
                Demand(ref reader, operation.Id, operation.Id);
                hasId = true;
            }

            for (var i = 0; i < container.PartitionKeyPaths.Count && reader.TokenType == JsonTokenType.PropertyName; i++)
            {
                if (!reader.ValueTextEquals(container.PartitionKeyPaths[i].AsSpan(1)))
                    continue;
                Demand(ref reader, i == 0 ? partition.First : partition.Second!, operation.Id);
                keysPresent |= 1 << i;
            }

            reader.Skip();
        }

        return new DocumentBody(json, hasId, keysPresent);
    }

    private static void Demand(ref Utf8JsonReader reader, string value, string id)
    {
        var name = reader.GetString();
        reader.Read();
        if (reader.TokenType != JsonTokenType.String || !reader.ValueTextEquals(value))
            throw new ArgumentException($"The body of document '{id}' has another '{name}' than the place it is written to.");
    }
}
