using System.Security.Cryptography;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Inputs;

/// <summary>A file that is never changed again.</summary>
/// <param name="Kind">What it holds, such as <c>agreements</c> or <c>fees-0003</c>.</param>
/// <param name="Name">Where it is, in the container <c>archive</c>.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Sha256">Their hash, 64 hexadecimal digits.</param>
public sealed record FrozenFile(string Kind, string Name, long Length, string Sha256);

/// <summary>Writes files under a name that holds their hash: an attempt that was given up and goes on, or one that found something else, never changes what another wrote.</summary>
internal static class FrozenFiles
{
    /// <summary>Writes a file.</summary>
    /// <param name="files">Where to.</param>
    /// <param name="folder">The beginning of its name.</param>
    /// <param name="kind">What it holds.</param>
    /// <param name="write">Writes it, the same at each call: once to know its hash, once into the file.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public static async Task<FrozenFile> WriteFrozenAsync(this ILedgerFiles files, string folder, string kind, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        await using var first = new HashingStream(Stream.Null);
        await write(first);
        var (length, hash) = first.End();
        var name = $"{folder}{kind}-{hash[..32]}";
        var written = await files.WriteAsync(
            name,
            async stream =>
            {
                await using var second = new HashingStream(stream);
                await write(second);
                var (_, again) = second.End();
                return again == hash ? again : throw new InvalidDataException($"'{kind}' was written twice and is not the same.");
            },
            cancellationToken);
        return new FrozenFile(kind, name, length, written);
    }

    /// <summary>Writes a file under a name of its own: for results, which are the same whoever writes them.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public static Task<FrozenFile> WriteHashedAsync(this ILedgerFiles files, string folder, string kind, Func<Stream, Task> write, CancellationToken cancellationToken) =>
        files.WriteAsync(
            folder + kind,
            async stream =>
            {
                await using var hashing = new HashingStream(stream);
                await write(hashing);
                var (length, hash) = hashing.End();
                return new FrozenFile(kind, folder + kind, length, hash);
            },
            cancellationToken);

    /// <summary>Writes bytes that are there.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public static Task<FrozenFile> WriteFrozenAsync(this ILedgerFiles files, string folder, string kind, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        files.WriteFrozenAsync(folder, kind, stream => stream.WriteAsync(bytes, cancellationToken).AsTask(), cancellationToken);

    /// <summary>Reads all of a small file.</summary>
    /// <exception cref="InvalidDataException">It is not what was written.</exception>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public static async Task<byte[]> ReadFrozenAsync(this ILedgerFiles files, FrozenFile file, CancellationToken cancellationToken)
    {
        var bytes = new byte[file.Length];
        await files.ReadAsync(file.Name, 0, bytes, cancellationToken);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == file.Sha256 ? bytes : throw new InvalidDataException($"'{file.Name}' is not what was frozen.");
    }

    /// <summary>Whether a file is what was frozen, read to its end.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public static async Task<bool> IsIntactAsync(this ILedgerFiles files, FrozenFile file, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[ReadBytes];
        try
        {
            for (var offset = 0L; offset < file.Length; offset += ReadBytes)
            {
                var piece = buffer.AsMemory(0, (int)Math.Min(ReadBytes, file.Length - offset));
                await files.ReadAsync(file.Name, offset, piece, cancellationToken);
                hash.AppendData(piece.Span);
            }
        }
        catch (FileNotFoundException)
        {
            return false;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset()) == file.Sha256;
    }

    private const int ReadBytes = 1024 * 1024;

    private sealed class HashingStream(Stream inner) : Stream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private long _length;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position
        {
            get => _length;
            set => throw new NotSupportedException();
        }

        public (long Length, string Hash) End() => (_length, Convert.ToHexStringLower(_hash.GetHashAndReset()));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Count(buffer.Span);
            return inner.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
            // The file is there when it is committed.
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _hash.Dispose();
            base.Dispose(disposing);
        }

        private void Count(ReadOnlySpan<byte> bytes)
        {
            _hash.AppendData(bytes);
            _length += bytes.Length;
        }
    }
}
