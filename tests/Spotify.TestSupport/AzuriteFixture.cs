using Spotify.Cli.Local;
using Xunit;

namespace Spotify.TestSupport;

/// <summary>
/// The storage emulator for a test class (<c>IClassFixture&lt;AzuriteFixture&gt;</c>). One process serves all classes of a test run, so a test uses
/// containers or prefixes of its own.
/// </summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private static readonly Lazy<Task<Azurite>> Shared = new(StartAsync);

    /// <summary>Connects any storage client.</summary>
    public string ConnectionString { get; private set; } = "";

    public async Task InitializeAsync() => ConnectionString = (await Shared.Value).ConnectionString;

    public Task DisposeAsync() => Task.CompletedTask;

    private static Task<Azurite> StartAsync()
    {
        var folder = new TempFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            if (Shared.Value.IsCompletedSuccessfully)
                Shared.Value.Result.Kill();
            folder.Dispose();
        };
        return Azurite.StartAsync(folder.Path);
    }
}
