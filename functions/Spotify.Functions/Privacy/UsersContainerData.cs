using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Privacy;
using Spotify.Functions.Telemetry.Listeners;

namespace Spotify.Functions.Privacy;

/// <summary>
/// Everything in container <c>users</c> under a user's partition, whatever capability wrote it: one sweep exports it, one removes it. What stays is the
/// mark that the user was erased: without it a late event would make him anew.
/// </summary>
internal sealed class UsersContainerData(IDocumentStore documents, IEnumerable<IPackedPersonalData> packed) : IPersonalData
{
    private const int Page = 100;

    /// <inheritdoc/>
    public string Name => "users";

    /// <inheritdoc/>
    public IReadOnlyList<string> Places { get; } = [PersonalPlace.Documents(DocumentContainer.Users)];

    /// <inheritdoc/>
    public async IAsyncEnumerable<PersonalRecord> ExportAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (id, body) in documents.ReadAllAsync<JsonObject>(DocumentContainer.Users, userId, default, Page, cancellationToken))
            yield return ToRecord(id, body);
    }

    /// <inheritdoc/>
    public Task<int> EraseAsync(string userId, CancellationToken cancellationToken) =>
        documents.RemoveAllAsync(DocumentContainer.Users, userId, ListenerKeyDocument.Id, cancellationToken);

    private PersonalRecord ToRecord(string id, JsonObject body)
    {
        // The store's own properties say nothing of the person. Two things must never leave: the key, with which the person behind the ledger can be named, and what proves
        // the person (hashes of passwords and tokens), which stands under the name secret.
        List<string> hidden = [.. body.Select(property => property.Key).Where(name => name.StartsWith('_') || name is "id" or "userId" or "ttl" or "secret")];
        if (id == ListenerKeyDocument.Id)
            hidden.Add("key");
        hidden.ForEach(name => body.Remove(name));
        var kind = body["type"]?.GetValueKind() == JsonValueKind.String ? body["type"]!.GetValue<string>() : "document";
        if (body["data"] is JsonValue data && data.TryGetValue<JsonElement>(out var text) && text.ValueKind == JsonValueKind.String && text.TryGetBytesFromBase64(out var bytes)
            && packed.Select(one => one.Unpack(kind, id, bytes)).FirstOrDefault(one => one is not null) is { } plain)
            body["data"] = JsonNode.Parse(plain.GetRawText());
        return new PersonalRecord(kind, id, JsonSerializer.SerializeToElement(body));
    }
}
