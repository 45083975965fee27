namespace Spotify.Cli.Local;

/// <summary>The storage emulator and the application together, all state in one folder: what <c>./dev run</c> runs, and tests and benchmarks too.</summary>
public sealed class LocalPlatform : IAsyncDisposable
{
    private readonly ApplicationOptions _options;

    private LocalPlatform(Azurite azurite, Application application, ApplicationOptions options) =>
        (Azurite, Application, _options) = (azurite, application, options);

    /// <summary>The storage emulator.</summary>
    public Azurite Azurite { get; }

    /// <summary>The application; another one after <see cref="RestartApplicationAsync"/>.</summary>
    public Application Application { get; private set; }

    /// <summary>The folder that holds all state.</summary>
    public string DataDirectory => _options.DataDirectory;

    /// <summary>Starts both and waits until the application is ready.</summary>
    /// <param name="dataDirectory">The folder for all state; created when missing, found again when not.</param>
    /// <param name="port">The application's loopback port; 0 for any free one.</param>
    /// <param name="settings">Further settings, in the form of environment variables.</param>
    /// <param name="onOutput">Gets each line of the application's log; null passes it through.</param>
    /// <param name="keepPorts">Prefer the emulator's well-known ports.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="InvalidOperationException">One of the two did not start; the message says which and why.</exception>
    public static async Task<LocalPlatform> StartAsync(
        string dataDirectory,
        int port = 0,
        IReadOnlyDictionary<string, string>? settings = null,
        Action<string>? onOutput = null,
        bool keepPorts = false,
        CancellationToken cancellationToken = default)
    {
        var azurite = await Azurite.StartAsync(Path.Combine(dataDirectory, "azurite"), keepPorts, cancellationToken);
        try
        {
            var options = new ApplicationOptions
            {
                DataDirectory = dataDirectory,
                StorageConnection = azurite.ConnectionString,
                Port = port == 0 ? ChildProcess.FreePort() : port,
                Settings = settings ?? new Dictionary<string, string>(),
                OnOutput = onOutput,
            };
            return new LocalPlatform(azurite, await Application.StartAsync(options, cancellationToken), options);
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the application again on the same port and state, after it was stopped or killed.</summary>
    public async Task RestartApplicationAsync(CancellationToken cancellationToken = default)
    {
        await Application.DisposeAsync();
        Application = await Application.StartAsync(_options, cancellationToken);
    }

    /// <summary>Stops the application, then the emulator.</summary>
    public async ValueTask DisposeAsync()
    {
        await Application.DisposeAsync();
        await Azurite.DisposeAsync();
    }
}
