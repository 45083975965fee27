using System.Globalization;

namespace Benchmarks;

/// <summary>The programs that scenarios measure beside ours, each run as a process of its own.</summary>
internal static class Peers
{
    /// <summary>Runs the named peer until it is stopped.</summary>
    public static async Task<int> RunAsync(string name, string[] arguments)
    {
        switch (name)
        {
            case "kestrel":
                await RunKestrelAsync(int.Parse(arguments[0], CultureInfo.InvariantCulture));
                return 0;
            case CataloguePeer.Name:
                await CataloguePeer.RunAsync(arguments[0], arguments[1]);
                return 0;
            case AlsFile.Peer:
                AlsFile.Run(arguments);
                return 0;
            case RoyaltiesRun.Name:
                RoyaltiesRun.Run(arguments[0], arguments[1], arguments[2]);
                return 0;
            default:
                await Console.Error.WriteLineAsync($"There is no peer '{name}'.");
                return 2;
        }
    }

    /// <summary>A bare Kestrel endpoint that says hello: the least that any HTTP answer costs in this stack.</summary>
    private static async Task RunKestrelAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var application = builder.Build();
        application.MapGet("/", () => "hello");
        await application.RunAsync();
    }
}
