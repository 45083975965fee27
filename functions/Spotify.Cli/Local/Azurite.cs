using System.Net.Sockets;

namespace Spotify.Cli.Local;

/// <summary>The storage emulator as a child process: blobs and queues on loopback, data in a folder, telemetry off.</summary>
public sealed class Azurite : IAsyncDisposable
{
    // The emulator's published account; it opens nothing but a server on loopback.
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const string AccountName = "devstoreaccount1";
    private readonly ChildProcess _process;

    private Azurite(ChildProcess process, int blobPort, int queuePort)
    {
        _process = process;
        BlobEndpoint = new Uri($"http://127.0.0.1:{blobPort}/{AccountName}");
        ConnectionString =
            $"DefaultEndpointsProtocol=http;AccountName={AccountName};AccountKey={AccountKey};" +
            $"BlobEndpoint={BlobEndpoint};QueueEndpoint=http://127.0.0.1:{queuePort}/{AccountName};";
    }

    /// <summary>Connects any storage client.</summary>
    public string ConnectionString { get; }

    /// <summary>Where its blobs are.</summary>
    public Uri BlobEndpoint { get; }

    /// <summary>Starts the emulator and waits until it answers.</summary>
    /// <param name="folder">Where it keeps its data; created when missing.</param>
    /// <param name="keepPorts">Prefer the emulator's well-known ports 10000 and 10001 to any free ones.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="InvalidOperationException">It is not installed, or did not start; the message says which.</exception>
    public static async Task<Azurite> StartAsync(string folder, bool keepPorts = false, CancellationToken cancellationToken = default)
    {
        var script = Path.Combine(Repository.Root, "functions", "Spotify.Cli", "node_modules", "azurite", "dist", "src", "azurite.js");
        if (!File.Exists(script))
            throw new InvalidOperationException("Azurite is not installed: run 'npm ci' in functions/Spotify.Cli, or start with ./dev, which does it.");
        Directory.CreateDirectory(folder);

        var blobPort = ChildProcess.FreePort(keepPorts ? 10000 : 0);
        var queuePort = ChildProcess.FreePort(keepPorts ? 10001 : 0);
        var output = new Queue<string>();
        var process = ChildProcess.Start(
            "node",
            [
                "--require", Path.Combine(Repository.Root, "functions", "Spotify.Cli", "Local", "exit-with-parent.cjs"),
                script, "--location", folder, "--silent", "--disableTelemetry", "--skipApiVersionCheck",
                "--blobPort", $"{blobPort}", "--queuePort", $"{queuePort}", "--tablePort", $"{ChildProcess.FreePort()}",
            ],
            onOutput: line =>
            {
                lock (output)
                {
                    output.Enqueue(line);
                    if (output.Count > 20)
                        output.Dequeue();
                }
            });
        var azurite = new Azurite(process, blobPort, queuePort);
        try
        {
            await WaitForPortAsync(process, blobPort, cancellationToken);
            await WaitForPortAsync(process, queuePort, cancellationToken);
            return azurite;
        }
        catch
        {
            await azurite.DisposeAsync();
            lock (output)
                Console.Error.WriteLine(string.Join(Environment.NewLine, output));
            throw;
        }
    }

    /// <summary>Ends it at once, as a crash would.</summary>
    public void Kill() => _process.Kill();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task WaitForPortAsync(ChildProcess process, int port, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await timer.WaitForNextTickAsync(limit.Token))
        {
            if (process.HasExited)
                throw new InvalidOperationException($"Azurite ended with code {process.ExitCode} before it listened on port {port}.");
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port, limit.Token);
                return;
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }
    }
}
