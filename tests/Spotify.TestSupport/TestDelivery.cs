using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Blobs;

namespace Spotify.TestSupport;

/// <summary>A delivery that a test composes file by file, right or wrong, and sends through the public door.</summary>
public sealed class TestDelivery(string upc, string title = "A Release")
{
    private readonly Dictionary<string, byte[]> _files = [];
    private readonly JsonArray _tracks = [];

    /// <summary>The manifest's <c>release</c> object, open to change.</summary>
    public JsonObject Release { get; } = new()
    {
        ["upc"] = upc,
        ["title"] = title,
        ["type"] = "album",
        ["artists"] = new JsonArray("The Testers"),
        ["release_date"] = "2026-01-01",
        ["genres"] = new JsonArray("test"),
        ["p_line"] = "",
        ["c_line"] = "",
    };

    /// <summary>The manifest's <c>rights</c> array, open to change.</summary>
    public JsonArray Rights { get; } =
    [
        new JsonObject
        {
            ["markets"] = new JsonArray("*"),
            ["except"] = new JsonArray(),
            ["tiers"] = new JsonArray("free", "premium"),
            ["uses"] = new JsonArray("stream", "download"),
            ["from"] = "2026-01-01T00:00:00Z",
            ["until"] = null,
        },
    ];

    /// <summary>A valid 12-digit UPC for a number.</summary>
    public static string Upc(int number)
    {
        var digits = number.ToString("00000000000", CultureInfo.InvariantCulture);
        var sum = digits.Select((digit, index) => (digit - '0') * (index % 2 == 0 ? 3 : 1)).Sum();
        return digits + ((10 - (sum % 10)) % 10).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Adds a track and, unless <paramref name="content"/> is null, its file.</summary>
    public TestDelivery Track(string file, byte[]? content, string isrc, string? sha256 = null, string? title = null)
    {
        if (content is not null)
            _files[file] = content;
        _tracks.Add(new JsonObject
        {
            ["file"] = file,
            ["sha256"] = sha256 ?? Convert.ToHexStringLower(SHA256.HashData(content ?? [])),
            ["isrc"] = isrc,
            ["title"] = title ?? file,
            ["artists"] = new JsonArray("The Testers"),
            ["disc"] = 1,
            ["number"] = _tracks.Count + 1,
            ["explicit"] = false,
            ["language"] = "en",
        });
        return this;
    }

    /// <summary>Adds a file that no track names.</summary>
    public TestDelivery File(string name, byte[] content)
    {
        _files[name] = content;
        return this;
    }

    /// <summary>The manifest as it stands.</summary>
    public byte[] Manifest() => JsonSerializer.SerializeToUtf8Bytes<JsonObject>(
        new JsonObject { ["release"] = Release.DeepClone(), ["tracks"] = _tracks.DeepClone(), ["rights"] = Rights.DeepClone() });

    /// <summary>Asks for a delivery, uploads each file and last the manifest.</summary>
    /// <param name="label">A client that carries a label's token.</param>
    /// <param name="labelId">That label.</param>
    /// <param name="manifest">Instead of <see cref="Manifest"/>.</param>
    /// <param name="declaredBytes">What to declare as every file's size, instead of the truth.</param>
    /// <returns>The batch.</returns>
    public async Task<string> SendAsync(HttpClient label, string labelId, byte[]? manifest = null, long? declaredBytes = null)
    {
        manifest ??= Manifest();
        var files = _files.Select(file => new { name = file.Key, bytes = declaredBytes ?? file.Value.Length, sha256 = (string?)Convert.ToHexStringLower(SHA256.HashData(file.Value)) })
            .Append(new { name = "release.json", bytes = (long)manifest.Length, sha256 = (string?)null });
        using var answer = await label.PostAsJsonAsync($"/v1/labels/{labelId}/deliveries", new { files });
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        var delivery = (await answer.Content.ReadFromJsonAsync<JsonElement>())!;
        var uploads = delivery.GetProperty("uploads").EnumerateArray().ToDictionary(upload => upload.GetProperty("name").GetString()!, upload => upload.GetProperty("url").GetString()!);
        foreach (var (name, content) in _files)
            await PutAsync(uploads[name], content);
        await PutAsync(uploads["release.json"], manifest);
        return delivery.GetProperty("batch").GetString()!;
    }

    /// <summary>Uploads bytes to a signed address, as any storage client does.</summary>
    public static async Task PutAsync(string address, byte[] content)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = new ByteArrayContent(content) };
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        request.Headers.Add("x-ms-version", "2021-12-02");
        using var answer = await client.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Waits for the acknowledgement blob of a batch.</summary>
    public static async Task<JsonElement> AcknowledgementAsync(string storageConnection, string labelId, string batch, TimeSpan? deadline = null)
    {
        var blob = new BlobContainerClient(storageConnection, "acknowledgements").GetBlobClient($"{labelId}/{batch}.json");
        await Eventually.HoldsAsync($"the acknowledgement of {labelId}/{batch}", deadline ?? TimeSpan.FromMinutes(5), async () => await blob.ExistsAsync());
        var content = await blob.DownloadContentAsync();
        return JsonDocument.Parse(content.Value.Content).RootElement;
    }
}
