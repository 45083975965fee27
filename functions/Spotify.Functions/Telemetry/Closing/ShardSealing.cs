using System.Security.Cryptography;
using Spotify.Core.Telemetry.Closing;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Merges the leaves of a shard into its leaf file.</summary>
public sealed class ShardSealing
{
    private const int ReadBytes = 1024 * 1024;

    private readonly ClosedOutputs _outputs;
    private readonly ILedgerFiles _files;
    private readonly ClosingParts _parts;

    internal ShardSealing(ClosedOutputs outputs, ILedgerFiles files, ClosingParts parts) => (_outputs, _files, _parts) = (outputs, files, parts);

    /// <summary>Writes the leaf file, or compares it with the stored one. Safe to repeat: the same plays give the same bytes.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<SealedShard> SealAsync(MergeInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var output = await _outputs.OpenAsync(input.Period, input.IsReplay, cancellationToken);
        var name = ClosedScopes.LeafFile(input.Period, input.Shard);
        var file = output.IsReplay
            ? await WriteAsync(input, Stream.Null, cancellationToken)
            : await _files.WriteAsync(name, stream => WriteAsync(input, stream, cancellationToken), cancellationToken);
        if (output.IsReplay && await HashAsync(name, new LeafFileLayout(file.Leaves).Length, cancellationToken) != file.Sha256)
            output.Note($"file {name}");
        return new SealedShard(file.Leaves, file.Root.ToString(), file.Sha256.ToString(), output.Differences);
    }

    private async Task<LeafFile> WriteAsync(MergeInput input, Stream stream, CancellationToken cancellationToken)
    {
        using var writer = new LeafFileWriter(stream);
        await foreach (var leaf in _parts.MergeAsync(RunFormats.Leaves, ClosingParts.Leaves, part => part.Leaves, input, cancellationToken))
            await writer.AddAsync(leaf, cancellationToken);
        return await writer.CompleteAsync(cancellationToken);
    }

    private async Task<Hash256?> HashAsync(string name, long length, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[ReadBytes];
        try
        {
            for (var offset = 0L; offset < length; offset += ReadBytes)
            {
                var piece = buffer.AsMemory(0, (int)Math.Min(ReadBytes, length - offset));
                await _files.ReadAsync(name, offset, piece, cancellationToken);
                hash.AppendData(piece.Span);
            }
        }
        catch (FileNotFoundException)
        {
            return null;
        }

        return Hash256.Read(hash.GetHashAndReset());
    }
}
