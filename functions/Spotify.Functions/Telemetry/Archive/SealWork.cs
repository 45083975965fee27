using System.IO.Compression;
using Spotify.Core.Telemetry.Archive;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary>
/// Merges any number of segments in bounded memory: they lie in files, and so many of them at a time become one sorted run, which is merged with the others in
/// the end.
/// </summary>
internal sealed class SealWork : IDisposable
{
    private const int AtOnce = 64;
    private const int BufferBytes = 64 * 1024;
    private static readonly TimeSpan LeftoversStay = TimeSpan.FromDays(1);

    private readonly string _folder;
    private readonly List<string> _files = [];
    private int _names;

    /// <summary>Makes a folder of its own, and removes those that dead processes left.</summary>
    public SealWork(string workFolder, DateTimeOffset now)
    {
        Directory.CreateDirectory(workFolder);
        foreach (var old in Directory.EnumerateDirectories(workFolder))
        {
            if (Directory.GetLastWriteTimeUtc(old) < (now - LeftoversStay).UtcDateTime)
                Remove(old);
        }

        _folder = Path.Combine(workFolder, Path.GetRandomFileName());
        Directory.CreateDirectory(_folder);
    }

    /// <summary>Adds a segment.</summary>
    /// <param name="fetch">Writes its bytes into a file.</param>
    /// <param name="tally">Counts the repeats that are found already.</param>
    /// <returns>Whether it was there.</returns>
    public async Task<bool> AddAsync(Func<Stream, Task<bool>> fetch, HourTally tally)
    {
        var path = NewFile();
        await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, BufferBytes, useAsync: true))
        {
            if (!await fetch(file))
                return false;
        }

        _files.Add(path);
        if (_files.Count == AtOnce * AtOnce)
            MergeIntoRuns(tally);
        return true;
    }

    /// <summary>Makes the parts. Each is good until the next one is asked for.</summary>
    public IEnumerable<SealedPart> Merge(HourTally tally, long partBytes)
    {
        while (_files.Count > AtOnce)
            MergeIntoRuns(tally);
        using var segments = new OpenSegments(_files);
        var merge = new SegmentMerge(segments.Streams);
        for (var more = true; more;)
        {
            using var file = new FileStream(NewFile(), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 0, FileOptions.DeleteOnClose);
            using (var gzip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true))
            using (var rows = new BufferedStream(gzip, BufferBytes))
            {
                (tally.Output, tally.Rows) = (rows, 0);
                do
                    more = merge.Next(tally);
                while (more && file.Position < partBytes);
                tally.Output = Stream.Null;
            }

            file.Position = 0;
            if (tally.Rows > 0)
                yield return new SealedPart(file, tally.Rows);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Remove(_folder);

    private void MergeIntoRuns(HourTally tally)
    {
        var runs = new List<string>();
        foreach (var group in _files.Chunk(AtOnce))
        {
            var path = NewFile();
            using (var segments = new OpenSegments(group))
            using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0))
            using (var gzip = new GZipStream(file, CompressionLevel.Fastest))
            using (var rows = new BufferedStream(gzip, BufferBytes))
            {
                var merge = new SegmentMerge(segments.Streams);
                var sink = tally.ForRun(rows);
                while (merge.Next(sink))
                {
                }
            }

            Array.ForEach(group, File.Delete);
            runs.Add(path);
        }

        _files.Clear();
        _files.AddRange(runs);
    }

    private string NewFile() => Path.Combine(_folder, $"{_names++}");

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What is left is removed another day.
        }
    }

    private sealed class OpenSegments : IDisposable
    {
        private readonly List<FileStream> _files = [];

        public OpenSegments(IEnumerable<string> paths)
        {
            foreach (var path in paths)
            {
                _files.Add(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read));
                Streams.Add(new GZipStream(_files[^1], CompressionMode.Decompress));
            }
        }

        public List<Stream> Streams { get; } = [];

        public void Dispose() => Streams.ForEach(stream => stream.Dispose());
    }
}

/// <summary>A part that is made.</summary>
/// <param name="Content">Its bytes, from the beginning.</param>
/// <param name="Rows">How many rows it has.</param>
internal sealed record SealedPart(FileStream Content, long Rows);
