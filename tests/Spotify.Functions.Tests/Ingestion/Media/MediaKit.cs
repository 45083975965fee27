using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Spotify.Functions.Ingestion;
using Spotify.Functions.Ingestion.Media;
using Spotify.Functions.Ingestion.Media.Hls;

namespace Spotify.Functions.Tests.Ingestion.Media;

/// <summary>The media part of ingestion on a folder of its own, with ffmpeg beside it to make sources and look at results.</summary>
internal sealed class MediaKit : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("spotify-media-").FullName;
    private readonly WorkFolders _folders;

    public MediaKit(Action<IngestionOptions>? configure = null)
    {
        var options = new IngestionOptions { WorkFolder = System.IO.Path.Combine(_root, "work"), ToolsAtOnce = 2 };
        configure?.Invoke(options);
        Options = Microsoft.Extensions.Options.Options.Create(options);
        Tool = new MediaTool(Options, TimeProvider.System);
        Probe = new AudioProbe(Tool);
        Transcoder = new Transcoder(Tool, Options);
        Track = new TrackMedia(Tool, Probe, new Mastering(Tool, Options), Transcoder, new HlsPackager(Tool, Transcoder));
        _folders = new WorkFolders(Options, TimeProvider.System, NullLogger<WorkFolders>.Instance);
        Folder = _folders.Create();
    }

    public IOptions<IngestionOptions> Options { get; }

    public MediaTool Tool { get; }

    public AudioProbe Probe { get; }

    public Transcoder Transcoder { get; }

    public TrackMedia Track { get; }

    public WorkFolder Folder { get; }

    public string Path(string name) => Folder.File(name);

    public Task<(ProcessedMedia? Media, Core.Ingestion.Reason? Refusal)> ProcessAsync(string file) => Track.ProcessAsync(Folder.Path, file, CancellationToken.None);

    /// <summary>A source made by ffmpeg.</summary>
    public string Make(string name, params string[] arguments)
    {
        Run(["-v", "error", "-y", .. arguments, Path(name)]);
        return name;
    }

    /// <summary>A 16-bit WAV file of given frames.</summary>
    public string Wav(string name, int rate, int channels, int frames, Func<int, int, short> sample)
    {
        using var writer = new BinaryWriter(File.Create(Path(name)));
        var bytes = frames * channels * 2;
        writer.Write("RIFF"u8);
        writer.Write(36 + bytes);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)channels);
        writer.Write(rate);
        writer.Write(rate * channels * 2);
        writer.Write((short)(channels * 2));
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(bytes);
        for (var i = 0; i < frames; i++)
        {
            for (var channel = 0; channel < channels; channel++)
                writer.Write(sample(i, channel));
        }

        return name;
    }

    /// <summary>Decoded interleaved 16-bit stereo samples.</summary>
    public short[] Decode(string path, params string[] inputOptions)
    {
        var bytes = Run(["-v", "error", .. inputOptions, "-i", path, "-f", "s16le", "-ac", "2", "-"]);
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, short>(bytes).ToArray();
    }

    /// <summary>Decoded interleaved stereo samples as they are, over full scale too.</summary>
    public float[] DecodeFloat(string path) =>
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(Run(["-v", "error", "-i", path, "-f", "f32le", "-ac", "2", "-"])).ToArray();

    public void Dispose()
    {
        Folder.Dispose();
        _folders.Dispose();
        Tool.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private byte[] Run(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardOutput = true, WorkingDirectory = Folder.Path };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"ffmpeg {string.Join(' ', arguments)} failed");
        return output.ToArray();
    }
}
