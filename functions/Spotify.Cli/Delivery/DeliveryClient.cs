using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace Spotify.Cli.Delivery;

/// <summary>Delivers a release the way a label does: ask for a delivery, upload each file to its signed address, the manifest last.</summary>
public sealed class DeliveryClient : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly HttpClient _api;
    private readonly HttpClient _storage = new() { Timeout = TimeSpan.FromMinutes(30) };
    private readonly string _label;

    /// <summary>Creates a client.</summary>
    /// <param name="address">The service's base address.</param>
    /// <param name="label">The label that delivers.</param>
    /// <param name="token">A bearer token of the label's staff.</param>
    public DeliveryClient(Uri address, string label, string token)
    {
        _label = label;
        _api = new HttpClient { BaseAddress = address };
        _api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>The name that a track's file is delivered under: its place, so that no odd character of a folder travels.</summary>
    public static string DeliveredName(ReleaseTrack track)
    {
        ArgumentNullException.ThrowIfNull(track);
        return string.Create(CultureInfo.InvariantCulture, $"{track.Disc}-{track.Number:00}{Path.GetExtension(track.File).ToLowerInvariant()}");
    }

    /// <summary>Delivers a folder.</summary>
    /// <param name="release">The release.</param>
    /// <param name="report">Gets the name of each file and the bytes of it that have gone out.</param>
    /// <param name="cancellationToken">Stops the delivery; what is uploaded without its manifest starts nothing.</param>
    /// <returns>The batch.</returns>
    /// <exception cref="InvalidOperationException">The service refused; the message is its own.</exception>
    public async Task<string> DeliverAsync(ReleaseFolder release, Action<string, long, long> report, CancellationToken cancellationToken)
    {
        var names = release.Tracks.ToDictionary(track => track.File, DeliveredName);
        if (release.Cover is not null)
            names[release.Cover] = "cover" + Path.GetExtension(release.Cover).ToLowerInvariant();

        var hashes = new Dictionary<string, string>();
        foreach (var file in names.Keys)
        {
            await using var stream = File.OpenRead(Path.Combine(release.Folder, file));
            hashes[file] = Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
        }

        var manifest = ReleaseManifest.Write(release, hashes, names);
        var files = names
            .Select(pair => new DeliveryFile(pair.Value, new FileInfo(Path.Combine(release.Folder, pair.Key)).Length, hashes[pair.Key]))
            .Append(new DeliveryFile("release.json", manifest.Length, null));
        using var answer = await _api.PostAsJsonAsync($"/v1/labels/{Uri.EscapeDataString(_label)}/deliveries", new { Files = files }, Json, cancellationToken);
        await EnsureSuccessAsync(answer, cancellationToken);
        var delivery = (await answer.Content.ReadFromJsonAsync<DeliveryAnswer>(Json, cancellationToken))!;
        var addresses = delivery.Uploads.ToDictionary(upload => upload.Name, upload => upload.Url);

        foreach (var (file, name) in names)
        {
            await using var stream = File.OpenRead(Path.Combine(release.Folder, file));
            await UploadAsync(addresses[name], new ProgressStream(stream, sent => report(file, sent, stream.Length)), stream.Length, cancellationToken);
        }

        using var last = new MemoryStream(manifest);
        await UploadAsync(addresses["release.json"], last, manifest.Length, cancellationToken);
        return delivery.Batch;
    }

    /// <summary>How a delivery is getting on.</summary>
    /// <exception cref="InvalidOperationException">The service refused; the message is its own.</exception>
    public async Task<DeliveryStatus> GetStatusAsync(string batch, CancellationToken cancellationToken)
    {
        using var answer = await _api.GetAsync(new Uri($"/v1/labels/{Uri.EscapeDataString(_label)}/deliveries/{batch}", UriKind.Relative), cancellationToken);
        await EnsureSuccessAsync(answer, cancellationToken);
        return (await answer.Content.ReadFromJsonAsync<DeliveryStatus>(Json, cancellationToken))!;
    }

    /// <summary>A signed address of a track's audio, as a listener gets it.</summary>
    /// <exception cref="InvalidOperationException">The service refused; the message is its own.</exception>
    public async Task<string> GetStreamUrlAsync(string track, CancellationToken cancellationToken)
    {
        using var answer = await _api.GetAsync(new Uri($"/v1/tracks/{track}/stream", UriKind.Relative), cancellationToken);
        await EnsureSuccessAsync(answer, cancellationToken);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        return document.RootElement.GetProperty("url").GetString()!;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _api.Dispose();
        _storage.Dispose();
    }

    private async Task UploadAsync(Uri address, Stream content, long length, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, address) { Content = new StreamContent(content) };
        request.Content.Headers.ContentLength = length;
        request.Headers.Add("x-ms-blob-type", "BlockBlob");
        request.Headers.Add("x-ms-version", "2021-12-02");
        using var answer = await _storage.SendAsync(request, cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"The storage refused '{address.AbsolutePath}': {(int)answer.StatusCode} {answer.ReasonPhrase}.");
    }

    private static async Task EnsureSuccessAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.IsSuccessStatusCode)
            return;
        var body = await answer.Content.ReadAsStringAsync(cancellationToken);
        string? message = null;
        try
        {
            using var document = JsonDocument.Parse(body);
            message = document.RootElement.GetProperty("error").GetProperty("message").GetString();
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // No error of the service's own: the status has to do.
        }

        throw new InvalidOperationException(
            $"The service answered {(int)answer.StatusCode} to {answer.RequestMessage?.RequestUri?.AbsolutePath}: {message ?? answer.ReasonPhrase}");
    }

    private sealed record DeliveryFile(string Name, long Bytes, string? Sha256);

    private sealed record DeliveryAnswer(string Batch, IReadOnlyList<UploadAddress> Uploads);

    private sealed record UploadAddress(string Name, Uri Url);
}
