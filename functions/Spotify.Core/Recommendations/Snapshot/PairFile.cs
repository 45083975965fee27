using System.Runtime.InteropServices;
using Spotify.Core.Recommendations.Collaborative;

namespace Spotify.Core.Recommendations.Snapshot;

/// <summary>
/// The pairs of a block of listeners in sections, one for each block of tracks, so that listeners read a file whole and tracks a section of every file. As bytes (little-endian): for each
/// section where it ends (i64), then 12 bytes a pair: listener's row within the block (i32), track's row (i32), weight (f32), listeners in order.
/// </summary>
public sealed class PairFile
{
    private const int PairBytes = 12;

    private readonly List<Pair>[] _sections;
    private readonly int _tracksInBlock;

    /// <summary>An empty file.</summary>
    /// <param name="tracks">How many tracks there are.</param>
    /// <param name="tracksInBlock">How many of them a section takes.</param>
    public PairFile(int tracks, int tracksInBlock)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tracksInBlock, 1);
        (_tracksInBlock, _sections) = (tracksInBlock, new List<Pair>[BlocksOf(tracks, tracksInBlock)]);
        for (var i = 0; i < _sections.Length; i++)
            _sections[i] = [];
    }

    /// <summary>How many blocks rows are cut into.</summary>
    public static int BlocksOf(int rows, int inBlock) => (rows + inBlock - 1) / inBlock;

    /// <summary>The bytes before the first section.</summary>
    public static int HeaderBytes(int sections) => sections * sizeof(long);

    /// <summary>Where a section is.</summary>
    /// <param name="header">The bytes before the first section.</param>
    /// <param name="section">Which one.</param>
    public static PairSection SectionOf(ReadOnlySpan<byte> header, int section)
    {
        var ends = MemoryMarshal.Cast<byte, long>(header);
        var from = section == 0 ? header.Length : ends[section - 1];
        return new PairSection(from, ends[section] - from);
    }

    /// <summary>Takes in a pair; a listener's pairs come together, listeners in order.</summary>
    public void Add(int listener, int track, float weight) => _sections[track / _tracksInBlock].Add(new Pair(listener, track, weight));

    /// <summary>All of it.</summary>
    public byte[] ToBytes()
    {
        var header = HeaderBytes(_sections.Length);
        var bytes = new byte[header + (_sections.Sum(section => (long)section.Count) * PairBytes)];
        var ends = MemoryMarshal.Cast<byte, long>(bytes.AsSpan(0, header));
        var at = header;
        for (var i = 0; i < _sections.Length; i++)
        {
            var section = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_sections[i]));
            section.CopyTo(bytes.AsSpan(at));
            at += section.Length;
            ends[i] = at;
        }

        return bytes;
    }

    /// <summary>Reads pairs.</summary>
    /// <param name="bytes">One or more whole sections.</param>
    /// <exception cref="InvalidDataException">They are not whole.</exception>
    public static IEnumerable<Interaction> Read(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length % PairBytes != 0)
            throw new InvalidDataException("A file of pairs is damaged.");
        for (var i = 0; i < bytes.Length / PairBytes; i++)
        {
            var pair = MemoryMarshal.Read<Pair>(bytes.AsSpan(i * PairBytes));
            yield return new Interaction(pair.Listener, pair.Track, pair.Weight);
        }
    }

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private readonly record struct Pair(int Listener, int Track, float Weight);
}

/// <summary>Where a section is within its file.</summary>
/// <param name="Offset">Its first byte.</param>
/// <param name="Length">Its bytes.</param>
public readonly record struct PairSection(long Offset, long Length);
