using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Neighbours;

/// <summary>
/// An inverted file (Sivic and Zisserman 2003) over 8-bit codes: vectors lie in lists around the centres of a spherical k-means; a query goes through the lists whose centres are most
/// like it, compares 8-bit codes there, and then the float32 vectors of the best of them, so that scores are exact. For the scalar product a dimension is added that makes all vectors
/// equally long (Bachrach et al. 2014), for the lists only. Where a filter leaves too few, more lists are gone through, to the last one. Memory-mapped: opening reads nothing.
/// <para>
/// As a file (little-endian): "SIVF", version (1), rows, dimensions, lists, metric (u32 each), 40 bytes of zeros, then in pieces that begin at multiples of 64 bytes: centres (f32, lists x
/// (dimensions + 1)), where each list begins (u32, lists + 1), rows by list (u32), steps of codes (f32 a row), codes (8 bits), vectors (f32); and the SHA-256 of all that.
/// </para>
/// </summary>
public sealed class IvfIndex : IVectorIndex, IDisposable
{
    private const uint Version = 1;
    private const int HeaderLength = 64;
    private const int QueryRange = 2047;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly SafeMemoryMappedViewHandle _handle;
    private readonly IvfLayout _layout;

    private IvfIndex(MemoryMappedFile file, MemoryMappedViewAccessor view, IvfLayout layout, VectorMetric metric) =>
        (_file, _view, _handle, _layout, Metric) = (file, view, view.SafeMemoryMappedViewHandle, layout, metric);

    /// <inheritdoc/>
    public int Count => _layout.Rows;

    /// <inheritdoc/>
    public int Dimensions => _layout.Dimensions;

    /// <inheritdoc/>
    public VectorMetric Metric { get; }

    /// <summary>How many lists there are.</summary>
    public int Lists => _layout.Lists;

    /// <summary>How many of them a query goes through: more find more and take longer. By default a sixteenth.</summary>
    public int Probes { get; private init; }

    /// <summary>How many times the vectors wanted are compared again without loss.</summary>
    public int Reranked { get; private init; }

    /// <summary>Makes an index of a matrix. The same vectors, options and seed give the same bytes.</summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="metric">What "like" means.</param>
    /// <param name="path">The file; written beside it and moved there when it is whole.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Stops; nothing is left then.</param>
    /// <exception cref="ArgumentException">There is no vector, or a figure is no finite number.</exception>
    public static void Build(FactorMatrix vectors, VectorMetric metric, string path, IvfOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        if (vectors.Rows == 0)
            throw new ArgumentException("there is no vector", nameof(vectors));
        VectorKernels.CheckFinite(vectors);
        var own = metric == VectorMetric.Cosine ? VectorKernels.Normalized(vectors) : vectors;
        var partial = path + ".partial";
        try
        {
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
            {
                IvfBuilder.Write(own, metric, options ?? new IvfOptions(), stream, Version, cancellationToken);
                stream.Flush(flushToDisk: true);
            }

            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Opens an index.</summary>
    /// <param name="path">Its file; it must not change while it is open.</param>
    /// <param name="isChecked">Whether all of it is read and its SHA-256 compared.</param>
    /// <param name="probes">Lists that a query goes through; by default a sixteenth of them.</param>
    /// <param name="reranked">How many times the vectors wanted are compared again without loss.</param>
    /// <returns>The index, or null where the file is none of this version, is not whole, or is damaged.</returns>
    public static IvfIndex? TryOpen(string path, bool isChecked = true, int? probes = null, int reranked = 4)
    {
        using (var stream = File.OpenRead(path))
        {
            Span<byte> header = stackalloc byte[HeaderLength];
            if (stream.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength || !header[..4].SequenceEqual("SIVF"u8))
                return null;
            var figures = MemoryMarshal.Cast<byte, int>(header);
            if (figures[1] != Version || figures[2] < 1 || figures[3] < 1 || figures[4] < 1 || figures[4] > figures[2] || !Enum.IsDefined((VectorMetric)figures[5]))
                return null;
            var layout = new IvfLayout(figures[2], figures[3], figures[4]);
            if (stream.Length != layout.Length + SHA256.HashSizeInBytes || (isChecked && !IsWhole(stream)))
                return null;
            var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
            return new IvfIndex(file, file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read), layout, (VectorMetric)figures[5])
            {
                Probes = Math.Clamp(probes ?? layout.Lists / 16, 1, layout.Lists),
                Reranked = Math.Max(1, reranked),
            };
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public IReadOnlyList<Neighbour> Search(ReadOnlySpan<float> query, int count, Func<int, bool>? allowed = null) => Search(query, count, int.MaxValue, allowed).Found;

    /// <summary>The same within a bound: however few a filter leaves, no more vectors are compared, and fewer are found where they are not among these.</summary>
    /// <param name="query">As many finite figures as vectors have.</param>
    /// <param name="count">How many are wanted, 1 or more.</param>
    /// <param name="most">How many vectors are compared at the most beside the centres of lists, 1 or more.</param>
    /// <param name="allowed">Which rows may be found; all without it.</param>
    /// <exception cref="ObjectDisposedException">The index is closed.</exception>
    public BoundedSearch Search(ReadOnlySpan<float> query, int count, int most, Func<int, bool>? allowed = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        var own = VectorKernels.CheckQuery(query, Dimensions, count, Metric);
        count = Math.Min(count, Count);
        // The file stays mapped until the last search is through, whoever closes it meanwhile.
        var isHeld = false;
        try
        {
            _handle.DangerousAddRef(ref isHeld);
            return Search(own, count, allowed, most);
        }
        finally
        {
            if (isHeld)
                _handle.DangerousRelease();
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private BoundedSearch Search(float[] query, int count, Func<int, bool>? allowed, int most)
    {
        var (codes, step) = Quantize(query);
        var candidates = new Best((int)Math.Min((long)count * Reranked, Count));
        // Scores by place in the lists, not by row: what is compared again is found at once.
        var rows = Piece<int>(_layout.RowsAt, Count);
        var starts = Piece<int>(_layout.StartsAt, Lists + 1);
        var (order, gone, compared) = (Order(query), 0, 0);
        for (var probe = 0; probe < order.Length && compared < most && (probe < Probes || gone < count); probe++)
        {
            var (from, to) = (starts[order[probe]], starts[order[probe] + 1]);
            to = Math.Min(to, from + Math.Min(most - compared, to - from));
            compared += to - from;
            var steps = Piece<float>(_layout.StepsAt + ((long)from * sizeof(float)), to - from);
            for (var place = from; place < to; place++)
            {
                var score = step * steps[place - from] * VectorKernels.Dot(codes, Piece<sbyte>(_layout.CodesAt + ((long)place * Dimensions), Dimensions));
                if (candidates.IsFull && score <= candidates.Threshold)
                    continue;
                if (allowed is not null && !allowed(rows[place]))
                    continue;
                gone++;
                candidates.Offer(place, score, null);
            }
        }

        var best = new Best(count);
        foreach (var candidate in candidates.ToSorted())
            best.Offer(rows[candidate.Row], VectorKernels.Dot(query, Piece<float>(_layout.VectorsAt + ((long)candidate.Row * Dimensions * sizeof(float)), Dimensions)), null);
        return new BoundedSearch(best.ToSorted(), Lists + compared);
    }

    // Lists, those whose centres are most like the query first. The dimension that was added to vectors is 0 in a query.
    private int[] Order(float[] query)
    {
        var (scores, order) = (new float[Lists], new int[Lists]);
        var centres = Piece<float>(_layout.CentresAt, Lists * (Dimensions + 1));
        for (var list = 0; list < Lists; list++)
        {
            scores[list] = -VectorKernels.Dot(query, centres.Slice(list * (Dimensions + 1), Dimensions));
            order[list] = list;
        }

        Array.Sort(scores, order);
        return order;
    }

    private static (short[] Codes, float Step) Quantize(float[] query)
    {
        var largest = 0f;
        foreach (var value in query)
            largest = Math.Max(largest, Math.Abs(value));
        var step = largest > 0 ? largest / QueryRange : 1;
        return ([.. query.Select(value => (short)MathF.Round(value / step))], step);
    }

    // A piece of the mapped file. The caller holds the handle.
    private ReadOnlySpan<T> Piece<T>(long at, int count)
        where T : unmanaged
    {
        var address = _handle.DangerousGetHandle() + (nint)(_view.PointerOffset + at);
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, T>(ref Unsafe.AddByteOffset(ref Unsafe.NullRef<byte>(), address)), count);
    }

    private static bool IsWhole(FileStream stream)
    {
        stream.Position = 0;
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, left) = (new byte[1 << 20], stream.Length - SHA256.HashSizeInBytes);
        while (left > 0)
        {
            var read = stream.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (read == 0)
                return false;
            sum.AppendData(buffer, 0, read);
            left -= read;
        }

        Span<byte> end = stackalloc byte[SHA256.HashSizeInBytes];
        return stream.ReadAtLeast(end, end.Length, throwOnEndOfStream: false) == end.Length && end.SequenceEqual(sum.GetHashAndReset());
    }
}
