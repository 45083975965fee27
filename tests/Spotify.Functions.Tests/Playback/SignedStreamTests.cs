using System.Net;
using System.Net.Http.Headers;
using Azure.Storage.Blobs;
using Shouldly;
using Spotify.Functions.Tests.Catalog;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Playback;

/// <summary>What an address permits, as the storage sees it.</summary>
public sealed class SignedStreamTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private static readonly byte[] Audio = [.. Enumerable.Range(0, 100_000).Select(index => (byte)(index * 31))];

    private readonly TestRelease _release = TestRelease.Create(upc: "5555555555555", tracks: 2);
    private readonly HttpClient _client = new();
    private PlaybackHarness _harness = null!;

    public async Task InitializeAsync()
    {
        _harness = new PlaybackHarness(azurite.ConnectionString);
        _harness.Clock.Now = DateTimeOffset.UtcNow;
        await _harness.Audio.CreateIfNotExistsAsync();
        foreach (var rendition in _release.Tracks.SelectMany(track => track.Audio.Renditions))
            await _harness.Audio.GetBlobClient(rendition.Blob).UploadAsync(new BinaryData(Audio), overwrite: true);
        await _harness.PublishAsync(_release);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _harness.DisposeAsync();
    }

    [Fact]
    public async Task The_address_gives_the_audio_in_whole_and_in_ranges()
    {
        var url = await SignAsync();
        (await _client.GetByteArrayAsync(url)).ShouldBe(Audio);

        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Range = new RangeHeaderValue(5000, 5999) } };
        using var part = await _client.SendAsync(request);
        part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
        (await part.Content.ReadAsByteArrayAsync()).ShouldBe(Audio[5000..6000]);
    }

    [Fact]
    public async Task The_addresses_signed_ahead_give_the_audio_too()
    {
        var answer = await _harness.StreamAsync(_release.Tracks[0].Id, $"?context=spotify:album:{_release.Album.Id}");
        var next = answer.Prefetch.ShouldHaveSingleItem();
        (await _client.GetByteArrayAsync(new Uri(next.GetProperty("url").GetString()!))).ShouldBe(Audio);
    }

    [Fact]
    public async Task A_changed_signature_is_refused()
    {
        var url = await SignAsync();
        var at = url.AbsoluteUri.IndexOf("sig=", StringComparison.Ordinal) + 4;
        var changed = url.AbsoluteUri.ToCharArray();
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        (await StatusOf(new Uri(new string(changed)))).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_later_expiry_than_was_signed_is_refused()
    {
        var url = await SignAsync();
        var year = _harness.Clock.Now.AddHours(1).Year;
        var changed = url.AbsoluteUri.Replace($"se={year}", $"se={year + 1}", StringComparison.Ordinal);
        changed.ShouldNotBe(url.AbsoluteUri);
        (await StatusOf(new Uri(changed))).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task An_address_of_more_than_an_hour_ago_is_refused()
    {
        _harness.Clock.Now = DateTimeOffset.UtcNow.AddMinutes(-61);
        (await StatusOf(await SignAsync())).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_signature_of_one_track_does_not_open_another()
    {
        var url = await SignAsync();
        var other = _harness.Audio.GetBlobClient(_release.Tracks[1].Audio.Renditions[4].Blob).Uri;
        (await StatusOf(new Uri(other.AbsoluteUri + url.Query))).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task No_signature_no_audio() => (await StatusOf(new Uri((await SignAsync()).GetLeftPart(UriPartial.Path)))).ShouldNotBe(HttpStatusCode.OK);

    [Fact]
    public async Task Writing_deleting_and_listing_with_it_are_refused()
    {
        var url = await SignAsync();
        using var content = new ByteArrayContent([1, 2, 3]);
        content.Headers.Add("x-ms-blob-type", "BlockBlob");
        using var put = await _client.PutAsync(url, content);
        put.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var delete = await _client.DeleteAsync(url);
        delete.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var container = new BlobContainerClient(new Uri(_harness.Audio.Uri.AbsoluteUri + url.Query));
        (await Should.ThrowAsync<Azure.RequestFailedException>(async () => await container.GetBlobsAsync().AsPages().GetAsyncEnumerator().MoveNextAsync()))
            .Status.ShouldBe(403);
        (await _client.GetByteArrayAsync(url)).ShouldBe(Audio);
    }

    private async Task<Uri> SignAsync() => new((await _harness.StreamAsync(_release.Tracks[0].Id)).Url);

    private async Task<HttpStatusCode> StatusOf(Uri url)
    {
        using var response = await _client.GetAsync(url);
        return response.StatusCode;
    }
}
