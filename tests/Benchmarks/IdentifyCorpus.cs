using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Spotify.Core.Catalog;
using Spotify.Core.Ingestion.Identity;
using Spotify.Functions.Identity;
using Spotify.TestSupport;

namespace Benchmarks;

/// <summary>
/// As many tracks as are asked for, each made anew from its number alone. Real fingerprints have the real shares of sub-fingerprints, among them the common ones that no
/// random bits have, but are few: each track is spliced of pieces of them, every piece changed by a mask of three bits of its own and one item in four by a bit more, which keeps how long things
/// last and how alike neighbours are.
/// </summary>
internal sealed class IdentifyCorpus
{
    // Four minutes.
    private const int TrackItems = 1938;

    private readonly IReadOnlyList<uint[]> _sources;

    private IdentifyCorpus(IReadOnlyList<uint[]> sources, int real) => (_sources, Real) = (sources, real);

    /// <summary>How many real fingerprints there are.</summary>
    public int Real { get; }

    public static async Task<IdentifyCorpus> CreateAsync(CancellationToken cancellationToken)
    {
        var real = new List<uint[]>();
        foreach (var folder in ((string[])["audio/music", "audio/pairs"]).Select(TestData.Path).Where(Directory.Exists))
        {
            foreach (var path in Directory.EnumerateFiles(folder).Where(path => Path.GetExtension(path) is ".ogg" or ".opus" or ".mp3").Order(StringComparer.Ordinal))
            {
                if (await FingerprintAsync(path, cancellationToken) is { Length: > 200 } items)
                    real.Add(items);
            }
        }

        return real.Count > 0 ? new IdentifyCorpus(real, real.Count) : new IdentifyCorpus([.. Enumerable.Range(0, 50).Select(Synthetic)], 0);
    }

    /// <summary>The items of a track.</summary>
    public uint[] Items(int number)
    {
        if (number < Real)
            return _sources[number];
        var random = new Random(number);
        var (items, at) = (new uint[TrackItems], 0);
        while (at < TrackItems)
        {
            var source = _sources[random.Next(_sources.Count)];
            var length = Math.Min(TrackItems - at, random.Next(20, 60));
            var from = random.Next(Math.Max(1, source.Length - length));
            // Few bits: what comes often stays among what comes often.
            var mask = (1u << random.Next(32)) | (1u << random.Next(32)) | (1u << random.Next(32));
            for (var i = 0; i < length && from + i < source.Length; i++)
                items[at++] = source[from + i] ^ mask ^ (random.Next(4) == 0 ? 1u << random.Next(32) : 0);
        }

        return items;
    }

    /// <summary>A track to add.</summary>
    public IdentityQuery Track(int number)
    {
        var name = number.ToString(CultureInfo.InvariantCulture);
        var items = Items(number);
        return new IdentityQuery(
            SpotifyId.Derive("track", name), "label", string.Create(CultureInfo.InvariantCulture, $"SEBE{number:00000000}"),
            Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name))), (long)(items.Length * Fingerprint.ItemMilliseconds), ChromaprintCodec.Encode(new Fingerprint(1, items)));
    }

    /// <summary>An excerpt of a track, from anywhere, with 3 % of its bits changed.</summary>
    public uint[] Excerpt(int number, int length)
    {
        var (items, random) = (Items(number), new Random(-number));
        length = Math.Min(length, items.Length);
        var from = random.Next(items.Length - length + 1);
        var excerpt = items[from..(from + length)];
        for (var i = 0; i < excerpt.Length; i++)
        {
            for (var bit = 0; bit < 32; bit++)
            {
                if (random.NextDouble() < 0.03)
                    excerpt[i] ^= 1u << bit;
            }
        }

        return excerpt;
    }

    private static uint[] Synthetic(int seed)
    {
        var random = new Random(seed);
        var (items, item) = (new uint[TrackItems], (uint)random.NextInt64(uint.MaxValue));
        for (var i = 0; i < items.Length; i++)
        {
            for (var flips = random.Next(12); flips > 0; flips--)
                item ^= 1u << random.Next(32);
            items[i] = item;
        }

        return items;
    }

    private static async Task<uint[]?> FingerprintAsync(string path, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("fpcalc", ["-length", "0", path]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        var line = output.Split('\n').FirstOrDefault(text => text.StartsWith("FINGERPRINT=", StringComparison.Ordinal));
        return line is not null && ChromaprintCodec.TryDecode(line["FINGERPRINT=".Length..].Trim(), out var fingerprint) ? fingerprint.Items.ToArray() : null;
    }
}
