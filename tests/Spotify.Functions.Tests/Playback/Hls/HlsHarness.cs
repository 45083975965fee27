using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Core.Playback;
using Spotify.Core.Playback.Hls;
using Spotify.Functions.Catalog;
using Spotify.Functions.Ingestion.Media;
using Spotify.Functions.Ingestion.Media.Hls;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Playback;
using Spotify.Functions.Playback.Hls;
using Spotify.Functions.Tests.Catalog;
using Spotify.Functions.Tests.Hosting;
using Spotify.Functions.Tests.Ingestion.Media;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Playback.Hls;

/// <summary>The application with the routes of HTTP Live Streaming, over the storage emulator.</summary>
internal sealed class HlsHarness(ComposedApplication application, string storage) : IAsyncDisposable
{
    private static readonly (Quality Quality, AudioFormat Format, int Kbps)[] Ladder =
        [(Quality.Low, AudioFormat.Aac, 24), (Quality.Normal, AudioFormat.Aac, 96), (Quality.High, AudioFormat.Aac, 160), (Quality.VeryHigh, AudioFormat.Aac, 256), (Quality.Lossless, AudioFormat.Flac, 700)];

    public ComposedApplication Application => application;

    /// <summary>What it wrote to its log.</summary>
    public RecordedLog Log { get; private init; } = new();

    /// <summary>What is in the container of audio.</summary>
    public BlobContainerClient Audio { get; } = new(storage, BlobContainers.Audio);

    public static async Task<HlsHarness> StartAsync(AzuriteFixture azurite, TimeProvider? time = null)
    {
        var log = new RecordedLog();
        var application = await ComposedApplication.StartAsync(
            [typeof(GetHlsAddress), typeof(GetHlsMaster), typeof(GetHlsPlaylist), typeof(GetStreamUrl)],
            new Dictionary<string, string?> { ["Media"] = azurite.ConnectionString, ["Cors:Origins"] = "*" },
            services =>
            {
                services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(log);
                if (time is not null)
                    services.AddSingleton(time);
            });
        var harness = new HlsHarness(application, azurite.ConnectionString) { Log = log };
        await harness.Audio.CreateIfNotExistsAsync();
        return harness;
    }

    /// <summary>Publishes a track of ten seconds with an index; its audio is nobody's.</summary>
    public async Task<Track> PublishAsync(Func<Track, Track>? change = null, int seconds = 10)
    {
        var samples = seconds * 44_100L;
        var release = TestReleases.New(tracks: 1);
        var folder = $"{release.Tracks[0].Id}/{release.Tracks[0].Audio.SourceSha256}";
        var index = new HlsIndex(44_100, samples, HlsIndex.SegmentSamplesAt(44_100), []);
        index = index with { Rungs = [.. Ladder.Select(rung => new HlsRungIndex(rung.Quality, 700, [.. Enumerable.Range(0, index.SegmentCount).Select(segment => (rung.Kbps * 500L) + segment)]))] };
        await Audio.GetBlobClient($"{folder}/hls.json").UploadAsync(new BinaryData(index.Write()), overwrite: true);
        var hls = new HlsAudio
        {
            IndexBlob = $"{folder}/hls.json",
            Rungs = [.. Ladder.Select((rung, place) => new HlsRung
            {
                Quality = rung.Quality,
                Format = rung.Format,
                BitrateKbps = rung.Kbps,
                Codecs = rung.Format == AudioFormat.Flac ? "fLaC" : "mp4a.40.2",
                PeakBandwidth = HlsBandwidth.Of(index, index.Rungs[place]).Peak,
                AverageBandwidth = HlsBandwidth.Of(index, index.Rungs[place]).Average,
                Blob = $"{folder}/hls-{rung.Quality}.mp4",
            })],
        };
        return await PublishAsync(release.With(0, track => (change ?? (same => same))(track with { Audio = track.Audio with { DurationMs = seconds * 1000, Hls = hls } })));
    }

    /// <summary>Publishes a track with the files that ingestion made of it.</summary>
    public async Task<Track> PublishAsync(MediaKit kit, ProcessedMedia media)
    {
        var release = TestReleases.New(tracks: 1);
        var folder = $"{release.Tracks[0].Id}/{release.Tracks[0].Audio.SourceSha256}";
        foreach (var name in media.Hls.Files.Select(file => file.Rung.HlsFileName).Append(HlsPackage.IndexFileName))
            await Audio.GetBlobClient($"{folder}/{name}").UploadAsync(kit.Path(name), overwrite: true);
        var hls = new HlsAudio
        {
            IndexBlob = $"{folder}/{HlsPackage.IndexFileName}",
            Rungs = [.. media.Hls.Files.Select(file => new HlsRung
            {
                Quality = file.Rung.Quality,
                Format = file.Rung.Format,
                BitrateKbps = Math.Max(file.Rung.Kbps, 1),
                Codecs = file.Codecs,
                PeakBandwidth = file.Bandwidth.Peak,
                AverageBandwidth = file.Bandwidth.Average,
                Blob = $"{folder}/{file.Rung.HlsFileName}",
            })],
        };
        return await PublishAsync(release.With(0, track => track with { Audio = track.Audio with { DurationMs = (long)media.Master.Duration.TotalMilliseconds, Hls = hls } }));
    }

    /// <summary>Publishes a release of one track as it is.</summary>
    public async Task<Track> PublishAsync(TestRelease release)
    {
        (await application.Services.GetRequiredService<ICatalog>().PublishAsync(release.Album, release.Tracks)).ShouldBe(PublishOutcome.Published);
        return release.Tracks[0];
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();
}
