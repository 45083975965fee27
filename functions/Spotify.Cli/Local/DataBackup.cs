using System.Security.Cryptography;
using System.Text.Json;

namespace Spotify.Cli.Local;

/// <summary>
/// Copies of a data folder: documents, search, hubs, runs, keys and the storage emulator's blobs. The service stands still meanwhile. Every file's digest is in the copy, and looked at before
/// anything is brought back.
/// </summary>
public static class DataBackup
{
    private const string Manifest = "backup.json";
    private const string Files = "files";

    // What only a running process means anything by.
    private static readonly string[] LeftOut = ["running.json"];

    /// <summary>Copies a data folder.</summary>
    /// <param name="data">The data folder of a service that stands still.</param>
    /// <param name="to">A folder that is not there yet, or empty.</param>
    /// <param name="now">When, for the copy's head.</param>
    /// <returns>What was copied.</returns>
    /// <exception cref="InvalidOperationException">There is nothing to copy, the target holds something, or files changed meanwhile: the service runs.</exception>
    public static BackupManifest Make(string data, string to, DateTimeOffset now)
    {
        if (!File.Exists(Path.Combine(data, "documents.db")))
            throw new InvalidOperationException($"There are no documents in '{data}': name the service's data folder.");
        DemandEmpty(to);
        var files = new List<BackupFile>();
        foreach (var path in PathsIn(data))
        {
            var (source, copy) = (Path.Combine(data, path), Path.Combine(to, Files, path));
            var before = StateOf(source);
            Copy(source, copy);
            var digest = DigestOf(copy);
            if (StateOf(source) != before || DigestOf(source) != digest)
                throw new InvalidOperationException($"'{path}' changed while it was copied: stop the service first.");
            files.Add(new BackupFile(path, new FileInfo(copy).Length, digest));
        }

        var manifest = new BackupManifest(now, files);
        File.WriteAllBytes(Path.Combine(to, Manifest), JsonSerializer.SerializeToUtf8Bytes(manifest));
        return manifest;
    }

    /// <summary>Brings a copy back into a fresh folder.</summary>
    /// <param name="from">The copy.</param>
    /// <param name="data">A folder that is not there yet, or empty: what is damaged is kept to be looked at.</param>
    /// <returns>What was brought back.</returns>
    /// <exception cref="InvalidOperationException">That is no copy, the copy is damaged (all faults are named), or the target holds something; then nothing was brought back.</exception>
    public static BackupManifest Restore(string from, string data)
    {
        var manifest = Read(from);
        var faults = FaultsIn(from, manifest);
        if (faults.Count > 0)
            throw new InvalidOperationException($"The copy is damaged, nothing was brought back: {string.Join("; ", faults)}.");
        DemandEmpty(data);
        foreach (var file in manifest.Files)
            Copy(Path.Combine(from, Files, file.Path), Path.Combine(data, file.Path));
        var wrong = manifest.Files.FirstOrDefault(file => DigestOf(Path.Combine(data, file.Path)) != file.Sha256);
        return wrong is null ? manifest : throw new InvalidOperationException($"'{wrong.Path}' is not what was copied: the disk of '{data}' is not to be trusted.");
    }

    private static BackupManifest Read(string from)
    {
        try
        {
            return JsonSerializer.Deserialize<BackupManifest>(File.ReadAllBytes(Path.Combine(from, Manifest))) is { Files.Count: > 0 } manifest && manifest.Files.All(file => IsWithin(from, file.Path))
                ? manifest : throw new InvalidOperationException($"'{from}' is no copy of a data folder.");
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            throw new InvalidOperationException($"'{from}' is no copy of a data folder: {exception.Message}", exception);
        }
    }

    private static List<string> FaultsIn(string from, BackupManifest manifest)
    {
        var faults = new List<string>();
        foreach (var file in manifest.Files)
        {
            var path = Path.Combine(from, Files, file.Path);
            if (!File.Exists(path))
                faults.Add($"'{file.Path}' is missing");
            else if (DigestOf(path) != file.Sha256)
                faults.Add($"'{file.Path}' is not what was copied");
        }

        return faults;
    }

    private static IEnumerable<string> PathsIn(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path)).Where(path => !LeftOut.Contains(path)).Order(StringComparer.Ordinal);

    private static bool IsWithin(string folder, string path)
    {
        var root = Path.GetFullPath(Path.Combine(folder, Files)) + Path.DirectorySeparatorChar;
        return Path.GetFullPath(Path.Combine(root, path)).StartsWith(root, StringComparison.Ordinal);
    }

    private static void DemandEmpty(string folder)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new InvalidOperationException($"'{folder}' holds something: name a folder that is not there yet.");
    }

    private static (long Bytes, DateTime Written) StateOf(string path) => (new FileInfo(path).Length, File.GetLastWriteTimeUtc(path));

    private static void Copy(string source, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        // With the mode of the original: keys are for their owner alone.
        File.Copy(source, target);
    }

    private static string DigestOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}

/// <summary>What a copy holds.</summary>
/// <param name="MadeAt">When it was made.</param>
/// <param name="Files">Its files.</param>
public sealed record BackupManifest(DateTimeOffset MadeAt, IReadOnlyList<BackupFile> Files)
{
    /// <summary>Bytes of all files.</summary>
    public long Bytes => Files.Sum(file => file.Bytes);
}

/// <summary>A file of a copy.</summary>
/// <param name="Path">Its path in the data folder.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its digest.</param>
public sealed record BackupFile(string Path, long Bytes, string Sha256);
