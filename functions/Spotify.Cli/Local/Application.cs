namespace Spotify.Cli.Local;

/// <summary>The application as a child process on the embedded runtime.</summary>
public sealed class Application : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private Application(ChildProcess process, Uri address) => (_process, Address) = (process, address);

    /// <summary>Where it answers.</summary>
    public Uri Address { get; }

    /// <summary>The process itself.</summary>
    public ChildProcess Process => _process;

    /// <summary>Starts the application and waits until <c>/health/ready</c> answers 200.</summary>
    /// <param name="options">How it is to run.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="InvalidOperationException">It ended, or was not ready within two minutes; its own output says why.</exception>
    public static async Task<Application> StartAsync(ApplicationOptions options, CancellationToken cancellationToken = default)
    {
        var application = Launch(options);
        try
        {
            await application.WaitUntilReadyAsync(cancellationToken);
            return application;
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the application without waiting for it.</summary>
    /// <param name="options">How it is to run.</param>
    public static Application Launch(ApplicationOptions options)
    {
        var port = options.Port == 0 ? ChildProcess.FreePort() : options.Port;
        var environment = new Dictionary<string, string>(options.Settings)
        {
            ["Embedded__DataDirectory"] = Path.GetFullPath(options.DataDirectory),
            ["Embedded__Port"] = $"{port}",
            ["AzureWebJobsStorage"] = options.StorageConnection,
            ["Uploads"] = options.StorageConnection,
            ["Media"] = options.StorageConnection,
            ["EventHubs"] = "Endpoint=sb://local/;SharedAccessKeyName=local;SharedAccessKey=local",
            ["DOTNET_NOLOGO"] = "1",
        };
        var process = ChildProcess.Start("dotnet", [options.Dll ?? Repository.ApplicationDll], environment, options.OnOutput);
        return new Application(process, new Uri($"http://127.0.0.1:{port}"));
    }

    /// <summary>Waits until <c>/health/ready</c> answers 200.</summary>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="InvalidOperationException">It ended, or was not ready within two minutes.</exception>
    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        using var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(10) };
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        try
        {
            while (await timer.WaitForNextTickAsync(limit.Token))
            {
                if (_process.HasExited)
                    throw new InvalidOperationException($"The application ended with code {_process.ExitCode} before it was ready: its output says why.");
                if (await IsReadyAsync(client, limit.Token))
                    return;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new InvalidOperationException($"The application was not ready within two minutes: see {new Uri(Address, "/health/ready")}.");
        }
    }

    /// <summary>Ends it at once (SIGKILL), as a crash would.</summary>
    public void Kill() => _process.Kill();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<bool> IsReadyAsync(HttpClient client, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}

/// <summary>How the application is to run.</summary>
public sealed record ApplicationOptions
{
    /// <summary>Where all its state lives.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Connection string of the storage account for triggers, uploads and media.</summary>
    public required string StorageConnection { get; init; }

    /// <summary>The loopback port.</summary>
    /// <value>Default 0: any free one.</value>
    public int Port { get; init; }

    /// <summary>Further settings, in the form of environment variables.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The application's assembly.</summary>
    /// <value>Default null: the one that was built in the project's own folder.</value>
    public string? Dll { get; init; }

    /// <summary>Gets each line of its log; null passes the log through.</summary>
    public Action<string>? OnOutput { get; init; }
}
