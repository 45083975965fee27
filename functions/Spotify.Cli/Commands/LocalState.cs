using System.Text.Json;
using Spotify.Cli.Local;

namespace Spotify.Cli.Commands;

/// <summary>What a running service leaves in its data folder for the other commands to find: where it answers.</summary>
/// <param name="Address">The service's base address.</param>
/// <param name="ProcessId">The process that started it.</param>
internal sealed record LocalState(Uri Address, int ProcessId)
{
    /// <summary>Where state is kept unless said otherwise.</summary>
    public static string DefaultFolder { get; } = Path.Combine(Repository.Root, ".data");

    /// <summary>Reads the state of the service over a folder.</summary>
    /// <returns>Null when none runs.</returns>
    public static LocalState? Find(string folder)
    {
        try
        {
            var state = JsonSerializer.Deserialize<LocalState>(File.ReadAllBytes(FileOf(folder)));
            return state is not null && Directory.Exists($"/proc/{state.ProcessId}") ? state : null;
        }
        catch (Exception exception) when (exception is IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Leaves it for others.</summary>
    public void Save(string folder) => File.WriteAllBytes(FileOf(folder), JsonSerializer.SerializeToUtf8Bytes(this));

    /// <summary>Takes it away.</summary>
    public static void Remove(string folder) => File.Delete(FileOf(folder));

    private static string FileOf(string folder) => Path.Combine(folder, "running.json");
}
