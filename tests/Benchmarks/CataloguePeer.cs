using System.Globalization;
using Spotify.Cli.Local;

namespace Benchmarks;

/// <summary>A bare Kestrel that sends the bytes of a file as JSON, in a process of its own.</summary>
internal sealed class CataloguePeer : IAsyncDisposable
{
    /// <summary>Its name among the peers.</summary>
    public const string Name = "bytes";

    private CataloguePeer(ChildProcess process, Uri address) => (Process, Address) = (process, address);

    public ChildProcess Process { get; }

    public Uri Address { get; }

    /// <summary>Starts it; it may not listen yet.</summary>
    public static CataloguePeer Launch(string file)
    {
        var port = ChildProcess.FreePort();
        return new CataloguePeer(
            ChildProcess.Start("dotnet", [typeof(CataloguePeer).Assembly.Location, "peer", Name, $"{port}", file], onOutput: _ => { }), new Uri($"http://127.0.0.1:{port}/"));
    }

    /// <summary>Runs it until it is stopped.</summary>
    public static async Task RunAsync(string port, string file)
    {
        var bytes = await File.ReadAllBytesAsync(file);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{int.Parse(port, CultureInfo.InvariantCulture)}");
        var application = builder.Build();
        application.MapGet("/", () => Results.Bytes(bytes, "application/json; charset=utf-8"));
        await application.RunAsync();
    }

    /// <summary>Waits until it answers.</summary>
    public static async Task AnswersAsync(Uri address, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await client.GetByteArrayAsync(address, cancellationToken);
                return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
