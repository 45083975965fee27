using System.Globalization;

namespace Spotify.EmbeddedRuntime.Events;

/// <summary>One file of a partition: consecutive records from a first sequence number on, which is the file's name.</summary>
internal sealed class Segment(string folder, long firstSequence)
{
    private const string Extension = ".log";

    private long _length;

    /// <summary>The sequence number of its first record, or of the record that will be its first.</summary>
    public long FirstSequence { get; } = firstSequence;

    public string Path { get; } = System.IO.Path.Combine(folder, firstSequence.ToString("D20", CultureInfo.InvariantCulture) + Extension);

    /// <summary>How many bytes are committed: what readers may see.</summary>
    public long Length
    {
        get => Volatile.Read(ref _length);
        set => Volatile.Write(ref _length, value);
    }

    /// <summary>When the first record was taken, in UTC ticks; 0 while there is none or it is not known.</summary>
    public long FirstTicks { get; set; }

    /// <summary>When the last record was taken, in UTC ticks; 0 while there is none or it is not known.</summary>
    public long LastTicks { get; set; }

    /// <summary>The segments in a folder, oldest first, with the lengths of their files.</summary>
    public static List<Segment> List(string folder) =>
    [
        .. from path in System.IO.Directory.EnumerateFiles(folder, "*" + Extension)
           let name = System.IO.Path.GetFileNameWithoutExtension(path)
           where long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _)
           orderby name
           select new Segment(folder, long.Parse(name, CultureInfo.InvariantCulture)) { Length = new FileInfo(path).Length },
    ];
}
