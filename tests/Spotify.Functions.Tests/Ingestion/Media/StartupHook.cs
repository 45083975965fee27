using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Spotify.Functions.Ingestion;
using Spotify.Functions.Ingestion.Media;

/// <summary>
/// Turns a process into one that runs a media program until it is killed: .NET calls this before Main where DOTNET_STARTUP_HOOKS names this assembly (the type has
/// to be called so and stand in no namespace). Ordinary test runs never come here.
/// </summary>
internal static class StartupHook
{
    public const string Variable = "SPOTIFY_TEST_MEDIA_FOLDER";
    public const string Output = "endless.wav";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } root)
            return;
        var options = Options.Create(new IngestionOptions { WorkFolder = root });
        var folder = new WorkFolders(options, TimeProvider.System, NullLogger<WorkFolders>.Instance).Create();
        var tool = new MediaTool(options, TimeProvider.System);
        // Asked for by a thread that ends at once, as those of the pool may.
        var asking = new Thread(() => _ = tool.FfmpegAsync(folder.Path, ["-re", "-f", "lavfi", "-i", "sine", "-flush_packets", "1", "-f", "wav", Output], CancellationToken.None));
        asking.Start();
        asking.Join();
        while (!File.Exists(folder.File(Output)))
            Thread.Yield();
        Console.WriteLine("started");
        // Until it is killed, or whoever started it is gone.
        Console.In.ReadToEnd();
    }
}
