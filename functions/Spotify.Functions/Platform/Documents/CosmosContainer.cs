using System.Buffers;
using System.Text.Json;
using Microsoft.Azure.Cosmos;

namespace Spotify.Functions.Platform.Documents;

/// <summary>One container as the adapter uses it: its keys, its queries, and the JSON of its documents.</summary>
internal sealed class CosmosContainer
{
    // As in SQLite: no value holds a control character.
    private const char Separator = '\u0001';

    private readonly bool _joined;
    private readonly string[] _keyNames;
    private readonly string _ascending;
    private readonly string _descending;

    public CosmosContainer(Container client, DocumentContainer container, bool hierarchicalKeys)
    {
        Client = client;
        _joined = !hierarchicalKeys && container.PartitionKeyPaths.Count > 1;
        _keyNames = [.. container.PartitionKeyPaths.Select(path => path[1..])];
        // The key is in the query too: imitations of the service read the whole container otherwise; the service itself finds it in the index.
        var queried = _joined ? [CosmosConnection.JoinedKey] : _keyNames;
        var text = $"SELECT * FROM c WHERE {string.Concat(queried.Select((name, i) => $"c[\"{name}\"] = @key{i} AND "))}c.id >= @from AND c.id < @to ORDER BY c.id";
        (_ascending, _descending) = (text + " ASC", text + " DESC");
    }

    public Container Client { get; }

    public PartitionKey KeyOf(PartitionKeyValue partition)
    {
        if (partition.Second is null)
            return new PartitionKey(partition.First);
        return _joined ? new PartitionKey(Join(partition)) : new PartitionKeyBuilder().Add(partition.First).Add(partition.Second).Build();
    }

    public QueryDefinition RangeQuery(PartitionKeyValue partition, string from, string to, bool descending)
    {
        var query = new QueryDefinition(descending ? _descending : _ascending).WithParameter("@from", from).WithParameter("@to", to);
        if (_joined)
            return query.WithParameter("@key0", Join(partition));
        query.WithParameter("@key0", partition.First);
        return partition.Second is null ? query : query.WithParameter("@key1", partition.Second);
    }

    /// <summary>The query of a scan; null for a plain feed of everything, which asks the service for no plan.</summary>
    public QueryDefinition? ScanQuery(ScanFilter filter)
    {
        if (filter == default)
            return null;
        var (from, to) = Continuation.Bounds(filter.Ids, null);
        var second = filter.SecondKey is null ? "" : $" AND c[\"{_keyNames[1]}\"] = @second";
        var query = new QueryDefinition($"SELECT * FROM c WHERE c.id >= @from AND c.id < @to{second}").WithParameter("@from", from).WithParameter("@to", to);
        return filter.SecondKey is null ? query : query.WithParameter("@second", filter.SecondKey);
    }

    /// <summary>The document that is sent: id, key and time to live before the body's own properties.</summary>
    public MemoryStream Compose(PartitionKeyValue partition, in PreparedOperation operation)
    {
        var body = operation.Body.Json;
        var buffer = new ArrayBufferWriter<byte>(body.Length + 256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            if (!operation.Body.HasId)
                writer.WriteString("id", operation.Id);
            for (var i = 0; i < _keyNames.Length; i++)
            {
                if ((operation.Body.KeysPresent & (1 << i)) == 0 && _keyNames[i] != "id")
                    writer.WriteString(_keyNames[i], i == 0 ? partition.First : partition.Second);
            }

            if (_joined)
                writer.WriteString(CosmosConnection.JoinedKey, Join(partition));
            if (operation.Seconds is { } seconds)
                writer.WriteNumber("ttl", seconds);
            writer.WriteEndObject();
        }

        return Splice(buffer, body);
    }

    /// <summary>Where a document of a feed belongs.</summary>
    public PartitionKeyValue PartitionOf(JsonElement document)
    {
        var first = document.GetProperty(_keyNames[0]).GetString()!;
        return _keyNames.Length == 1 ? new PartitionKeyValue(first) : new PartitionKeyValue(first, document.GetProperty(_keyNames[1]).GetString()!);
    }

    private static string Join(PartitionKeyValue partition) => partition.First + Separator + partition.Second;

    // {"id":"x"} and {"title":"t"} become {"id":"x","title":"t"}; the body is copied once and not parsed again.
    private static MemoryStream Splice(ArrayBufferWriter<byte> head, ReadOnlySpan<byte> body)
    {
        if (head.WrittenCount == 2)
            return new MemoryStream(body.ToArray(), 0, body.Length, writable: false, publiclyVisible: true);
        var whole = new byte[head.WrittenCount + body.Length - 1];
        head.WrittenSpan.CopyTo(whole);
        var length = head.WrittenCount;
        if (body.Length > 2)
        {
            whole[length - 1] = (byte)',';
            body[1..].CopyTo(whole.AsSpan(length));
            length += body.Length - 1;
        }

        return new MemoryStream(whole, 0, length, writable: false, publiclyVisible: true);
    }
}
