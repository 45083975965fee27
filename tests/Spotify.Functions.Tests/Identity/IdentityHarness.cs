using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Spotify.Core.Catalog;
using Spotify.Core.Ingestion.Identity;
using Spotify.Functions.Identity;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Identity;

/// <summary>The identity of sounds on documents in SQLite; two of them on one store are two instances of the application.</summary>
internal sealed class IdentityHarness : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteDocumentStore _store;

    public IdentityHarness(int bucketBits = 6)
    {
        _store = new SqliteDocumentStore(_folder.File("documents.db"), Clock, NullLogger<SqliteDocumentStore>.Instance);
        Documents = _store;
        Bits = bucketBits;
        (Index, Search, Identity, Flags) = NewInstance(_store);
    }

    public FakeTimeProvider Clock { get; } = new("2026-11-20T10:00:00Z");

    public IDocumentStore Documents { get; }

    public int Bits { get; }

    public FingerprintIndex Index { get; }

    public SoundSearch Search { get; }

    public AudioIdentity Identity { get; }

    public IdentityFlags Flags { get; }

    public (FingerprintIndex Index, SoundSearch Search, AudioIdentity Identity, IdentityFlags Flags) NewInstance(IDocumentStore? documents = null)
    {
        documents ??= _store;
        var index = new FingerprintIndex(documents, Options.Create(new IdentityOptions { BucketBits = Bits }), Clock, NullLogger<FingerprintIndex>.Instance);
        var sounds = new SoundStore(documents);
        var search = new SoundSearch(index, sounds);
        var flags = new IdentityFlags(documents, Clock);
        return (index, search, new AudioIdentity(index, sounds, search, flags, NullLogger<AudioIdentity>.Instance), flags);
    }

    public Task<IdentityVerdict> CheckAsync(IdentityQuery track) => Identity.CheckAsync(track, CancellationToken.None);

    public Task AddAsync(IdentityQuery track)
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        return Identity.AddAsync(track, CancellationToken.None);
    }

    public Task RemoveAsync(IdentityQuery track)
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        return Identity.RemoveAsync(track.TrackId, track.Sha256, CancellationToken.None);
    }

    /// <summary>The SHA-256 of what an excerpt is of; null where nothing is found.</summary>
    public async Task<string?> FindAsync(uint[] excerpt) =>
        await Search.FindExcerptAsync(new Fingerprint(1, excerpt), CancellationToken.None) is [var best, ..] ? best.Sound.Sha256 : null;

    public async Task<IReadOnlyList<FlagView>> FlagsAsync(string label) => (await Flags.ListAsync(label, new RowsRequest(100, null), CancellationToken.None)).Items;

    /// <summary>A track of a sound; each file has bytes of its own.</summary>
    public static IdentityQuery Track(string isrc, uint[] sound, string label = "label-a", string? file = null, string upc = "1", long? durationMs = null) => new(
        SpotifyId.Derive("track", upc, isrc), label, isrc, Hash(file ?? $"{isrc} of {upc}"), durationMs ?? (long)(sound.Length * Fingerprint.ItemMilliseconds),
        ChromaprintCodec.Encode(new Fingerprint(1, sound)));

    public static string Isrc(int number) => string.Create(CultureInfo.InvariantCulture, $"SEABC26{number:00000}");

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    private static string Hash(string file) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file)));
}
