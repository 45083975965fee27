using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Spotify.Cli.Delivery;

/// <summary>A folder of audio files that makes one release.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Title">The release's title.</param>
/// <param name="Artist">The release's artist.</param>
/// <param name="Cover">File name of the cover, or null.</param>
/// <param name="ReleaseDate">The release's date.</param>
/// <param name="Tracks">In playing order, at least one.</param>
public sealed record ReleaseFolder(
    string Folder, string Title, string Artist, string? Cover, DateOnly ReleaseDate, IReadOnlyList<ReleaseTrack> Tracks)
{
    private static readonly string[] AudioExtensions = [".wav", ".flac", ".aif", ".aiff", ".mp3", ".ogg", ".oga", ".opus", ".m4a", ".aac"];
    private static readonly string[] CoverNames = ["cover.jpg", "cover.jpeg", "cover.png", "folder.jpg", "folder.png", "front.jpg", "front.png"];

    /// <summary>Reads a folder of somebody's own music: its audio files and their tags.</summary>
    /// <param name="folder">The folder; files in folders below it are left alone.</param>
    /// <param name="today">The release date where no tag names one.</param>
    /// <exception cref="InvalidOperationException">The folder is not there or holds no audio file.</exception>
    public static async Task<ReleaseFolder> ReadAsync(string folder, DateOnly today)
    {
        if (!Directory.Exists(folder))
            throw new InvalidOperationException($"There is no folder '{folder}'.");
        var files = Directory.EnumerateFiles(folder)
            .Where(file => AudioExtensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .ToList();
        if (files.Count == 0)
            throw new InvalidOperationException($"'{folder}' holds no audio file ({string.Join(' ', AudioExtensions)}).");

        var read = new List<(ReleaseTrack Track, AudioTags Tags)>();
        foreach (var file in files)
        {
            var tags = await AudioTags.ReadAsync(file);
            var track = new ReleaseTrack(
                Path.GetFileName(file), tags["title"] ?? Path.GetFileNameWithoutExtension(file), tags["artist"] ?? tags["album_artist"] ?? "Unknown Artist",
                tags.Number("disc") ?? 1, tags.Number("track") ?? 0, tags["isrc"] ?? tags["tsrc"]);
            read.Add((track, tags));
        }

        var names = Directory.EnumerateFiles(folder).Select(file => Path.GetFileName(file)!).ToList();
        return new ReleaseFolder(
            folder,
            Common("album") ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))),
            Common("album_artist") ?? Common("artist") ?? "Various Artists",
            CoverNames.Select(cover => names.Find(name => name.Equals(cover, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(name => name is not null),
            DateOnly.TryParse(Common("date"), CultureInfo.InvariantCulture, out var date) && date <= today ? date : today,
            Number(read.ConvertAll(pair => pair.Track)));

        string? Common(string tag) => read.Select(pair => pair.Tags[tag]).Distinct().ToList() is [var value] ? value : null;
    }

    /// <summary>Keeps the numbers that the tags give where they make sense, otherwise numbers the files in order of name.</summary>
    private static List<ReleaseTrack> Number(List<ReleaseTrack> tracks)
    {
        var places = tracks.Select(track => (track.Disc, track.Number)).ToHashSet();
        return places.Count == tracks.Count && tracks.TrueForAll(track => track is { Number: > 0, Disc: > 0 })
            ? [.. tracks.OrderBy(track => track.Disc).ThenBy(track => track.Number)]
            : [.. tracks.Select((track, index) => track with { Disc = 1, Number = index + 1 })];
    }
}

/// <summary>One file of a release.</summary>
/// <param name="File">File name within the folder.</param>
/// <param name="Title">Its title.</param>
/// <param name="Artist">Its artist.</param>
/// <param name="Disc">Disc, from 1.</param>
/// <param name="Number">Place on the disc, from 1.</param>
/// <param name="Isrc">Its ISRC where the tags carry one.</param>
public sealed record ReleaseTrack(string File, string Title, string Artist, int Disc, int Number, string? Isrc);

/// <summary>The tags of an audio file, as ffprobe reads them.</summary>
internal sealed class AudioTags(IReadOnlyDictionary<string, string> values)
{
    /// <summary>A tag's value, or null where there is none.</summary>
    public string? this[string name] => values.TryGetValue(name, out var value) && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    /// <summary>The number that a tag begins with (<c>3/12</c> is 3), or null.</summary>
    public int? Number(string name) =>
        int.TryParse(this[name]?.Split('/')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Reads a file's tags; a file that cannot be read has none, and the service will say what is wrong with it.</summary>
    public static async Task<AudioTags> ReadAsync(string file)
    {
        var start = new ProcessStartInfo("ffprobe") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])["-v", "quiet", "-of", "json", "-show_entries", "format_tags:stream_tags", $"file:{file}"])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new InvalidOperationException("ffprobe did not start.");
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        var tags = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (process.ExitCode == 0)
        {
            using var document = JsonDocument.Parse(output);
            if (document.RootElement.TryGetProperty("format", out var format))
                Add(format);
            if (document.RootElement.TryGetProperty("streams", out var streams))
            {
                foreach (var stream in streams.EnumerateArray())
                    Add(stream);
            }
        }

        return new AudioTags(tags);

        void Add(JsonElement holder)
        {
            if (!holder.TryGetProperty("tags", out var values))
                return;
            foreach (var tag in values.EnumerateObject())
                tags.TryAdd(tag.Name, tag.Value.ToString());
        }
    }
}
