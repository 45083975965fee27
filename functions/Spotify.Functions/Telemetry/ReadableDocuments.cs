using System.Text.Json;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry;

/// <summary>Tells a document that cannot be read, which is the fault of that one, from a store in trouble, which is nobody's.</summary>
internal static class ReadableDocuments
{
    /// <summary>Point reads of many; each that is stored in a form that is no <typeparamref name="T"/> is reported by its place, and null.</summary>
    public static async ValueTask<IReadOnlyList<StoredDocument<T>?>> ReadManyAsync<T>(
        this IDocumentStore documents, DocumentContainer container, DocumentKey[] keys, Action<int, JsonException> unreadable, CancellationToken cancellationToken)
    {
        try
        {
            return await documents.ReadManyAsync<T>(container, keys, cancellationToken);
        }
        catch (JsonException)
        {
            // One of them spoilt the call: each by itself.
        }

        var stored = new StoredDocument<T>?[keys.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            try
            {
                stored[i] = await documents.ReadAsync<T>(container, keys[i].Partition, keys[i].Id, cancellationToken);
            }
            catch (JsonException exception)
            {
                unreadable(i, exception);
            }
        }

        return stored;
    }
}
