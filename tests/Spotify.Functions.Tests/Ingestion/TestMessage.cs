using System.Globalization;
using System.Security.Cryptography;
using Spotify.Core.Catalog;
using Spotify.TestSupport.Ddex;

namespace Spotify.Functions.Tests.Ingestion;

/// <summary>A DDEX message about a release and the files beside it; what a test changes of it is what it is about.</summary>
internal sealed record TestMessage
{
    private static int _count = (int)(TimeProvider.System.GetUtcNow().Ticks / 10_000 % 100_000_000);

    public string Folder { get; init; } = "R1";

    public string MessageId { get; init; } = "M1";

    public DateTimeOffset CreatedAt { get; init; } = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    public bool IsTest { get; init; }

    public string Upc { get; init; } = NewUpc();

    public string Title { get; init; } = "A release";

    public IReadOnlyList<TestSound> Sounds { get; init; } = [];

    /// <summary>From when the world may stream it; null for no deal.</summary>
    public DateTimeOffset? StreamsFrom { get; init; } = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public string TrackId(int index) => SpotifyId.Derive("track", Upc, Sounds[index].Isrc);

    public string AlbumId => SpotifyId.Derive("album", Upc);

    /// <summary>A release of its own with tracks of a second.</summary>
    public static TestMessage New(string folder = "R1", int sounds = 1)
    {
        var message = new TestMessage { Folder = folder };
        return message with { Sounds = [.. Enumerable.Range(1, sounds).Select(number => message.NewSound(number))] };
    }

    /// <summary>A recording of its own.</summary>
    public TestSound NewSound(int number) => new(
        $"QZ{Upc[^9..^1]}{number:00}", $"Track {number}", $"resources/{number:00}.wav", TestRelease.Tone(300 + (100 * number) + (int)(long.Parse(Upc, CultureInfo.InvariantCulture) % 97), 1));

    /// <summary>The next message about the release.</summary>
    public TestMessage Next(int minutes = 1) => this with { MessageId = $"{MessageId}+", CreatedAt = CreatedAt.AddMinutes(minutes) };

    /// <summary>The message and its files, named by their place in the batch.</summary>
    public IReadOnlyDictionary<string, byte[]> Files(bool withSounds = true)
    {
        var files = new Dictionary<string, byte[]> { [$"{Folder}/{Folder}.xml"] = ToBytes() };
        if (withSounds)
        {
            foreach (var sound in Sounds.Where(sound => sound.Bytes is not null))
                files[$"{Folder}/{sound.File}"] = sound.Bytes!;
        }

        return files;
    }

    /// <summary>The message that withdraws the release.</summary>
    public IReadOnlyDictionary<string, byte[]> Purge() => new Dictionary<string, byte[]> { [$"{Folder}/{Folder}.xml"] = ToBuilder().Purge() };

    private byte[] ToBytes() => ToBuilder().Build();

    private ErnBuilder ToBuilder()
    {
        var builder = new ErnBuilder(Upc, Title) { MessageId = MessageId, CreatedAt = CreatedAt, IsTest = IsTest, Artists = ["Ann"], ReleaseDate = "2026-11-20" };
        foreach (var sound in Sounds)
            builder.Track(sound.File, null, sound.Isrc, sound.Title, track => track with { Artists = [new("Ann", "MainArtist")], Duration = TimeSpan.FromSeconds(1), HashAlgorithm = "MD5", Hash = sound.Md5 });
        if (StreamsFrom is { } from)
            builder.Deal(new ErnDealTerms { Models = ["AdvertisementSupportedModel", "SubscriptionModel"], Start = from.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) });
        return builder;
    }

    private static string NewUpc()
    {
        var body = (Interlocked.Increment(ref _count) % 100_000_000_000).ToString("20000000000", CultureInfo.InvariantCulture);
        var sum = body.Select((digit, i) => (digit - '0') * (i % 2 == 0 ? 3 : 1)).Sum();
        return body + ((10 - (sum % 10)) % 10);
    }
}

/// <summary>A recording of a message.</summary>
/// <param name="Isrc">Its ISRC.</param>
/// <param name="Title">Its title.</param>
/// <param name="File">Its file in the release's folder.</param>
/// <param name="Bytes">The file; null where it is not delivered.</param>
internal sealed record TestSound(string Isrc, string Title, string File, byte[]? Bytes)
{
    /// <summary>The MD5 that the message says; that of the file by default, null for none.</summary>
    public string? Md5 { get; init; } = Bytes is null ? null : HashOf(Bytes);

    /// <summary>Fifteen seconds in which so much happens that they can be told from others by ear.</summary>
    public static byte[] Melody(int seed)
    {
        const int Rate = 44_100;
        var random = new Random(seed);
        var notes = Enumerable.Range(0, 60).Select(_ => (double[])[110 * Math.Pow(2, random.Next(36) / 12.0), 110 * Math.Pow(2, random.Next(36) / 12.0)]).ToList();
        return TestRelease.Wave(Rate * 15, i => notes[i / (Rate / 4)].Sum(note => 0.3 * Math.Sin(2 * Math.PI * note * i / Rate)));
    }

#pragma warning disable CA5351 // What a DDEX message carries, and no secret.
    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(MD5.HashData(bytes));
#pragma warning restore CA5351
}
