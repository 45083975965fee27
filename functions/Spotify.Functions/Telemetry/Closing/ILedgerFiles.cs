namespace Spotify.Functions.Telemetry.Closing;

/// <summary>The files of closings.</summary>
internal interface ILedgerFiles
{
    /// <summary>Writes a file; it is there when all of it is written, and not before.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    Task<T> WriteAsync<T>(string name, Func<Stream, Task<T>> write, CancellationToken cancellationToken);

    /// <summary>Reads a part of a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file, or it is shorter.</exception>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    ValueTask ReadAsync(string name, long offset, Memory<byte> into, CancellationToken cancellationToken);

    /// <summary>Removes all files whose names begin so.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    Task RemoveAsync(string prefix, CancellationToken cancellationToken);
}
