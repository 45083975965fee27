using Spotify.Cli.Local;

namespace Spotify.Cli.Commands;

/// <summary><c>backup --to FOLDER</c> and <c>restore --from FOLDER --data FOLDER</c>: a data folder copied, and brought back into a fresh one.</summary>
internal static class BackupCommand
{
    public static int Back(IReadOnlyList<string> words)
    {
        var line = new CommandLine(words, "data", "to");
        var data = line["data"] ?? LocalState.DefaultFolder;
        if (LocalState.Find(data) is { } running)
            throw new InvalidOperationException($"The service over '{data}' runs at {running.Address}: stop it first.");
        var to = line["to"] ?? throw new InvalidOperationException("'--to' says where the copy goes.");
        var manifest = DataBackup.Make(data, to, TimeProvider.System.GetUtcNow());
        Console.WriteLine($"{manifest.Files.Count} files, {manifest.Bytes} bytes of '{data}' are in '{to}'.");
        return 0;
    }

    public static int Restore(IReadOnlyList<string> words)
    {
        var line = new CommandLine(words, "from", "data");
        var from = line["from"] ?? throw new InvalidOperationException("'--from' says where the copy is.");
        var data = line["data"] ?? throw new InvalidOperationException("'--data' names the fresh folder; run the service over it with './dev run --data FOLDER'.");
        var manifest = DataBackup.Restore(from, data);
        Console.WriteLine($"{manifest.Files.Count} files, {manifest.Bytes} bytes as of {manifest.MadeAt:u} are in '{data}', each as it was copied: './dev run --data {data}'.");
        return 0;
    }
}
