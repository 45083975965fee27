using System.Net.Http.Headers;
using Spotify.Cli.Local;
using Xunit;

namespace Spotify.TestSupport;

/// <summary>The whole service as real processes over a folder of its own: the storage emulator and the application, on free ports.</summary>
public class ServiceFixture : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly Queue<string> _log = new();
    private LocalPlatform? _platform;

    /// <summary>Settings that every start gets, in the form of environment variables.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>The running service.</summary>
    public LocalPlatform Platform => _platform ?? throw new InvalidOperationException("The service has not been started.");

    /// <summary>The last lines of the application's log.</summary>
    public string Log
    {
        get
        {
            lock (_log)
                return string.Join(Environment.NewLine, _log);
        }
    }

    public async Task InitializeAsync() => _platform = await LocalPlatform.StartAsync(_folder.Path, settings: Settings, onOutput: Keep);

    public async Task DisposeAsync()
    {
        if (_platform is not null)
            await _platform.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A client that carries a listener's token.</summary>
    public HttpClient Listener(string user = "listener-1", string tier = "premium", string country = "SE") =>
        Client(LocalTokens.Issue(_folder.Path, user, tier, country));

    /// <summary>A client that carries the token of a label's staff.</summary>
    public HttpClient Label(string label) => Client(LocalTokens.ForLabel(_folder.Path, label));

    /// <summary>A client without a token.</summary>
    public HttpClient Anonymous() => new() { BaseAddress = Platform.Application.Address };

    private HttpClient Client(string token)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private void Keep(string line)
    {
        lock (_log)
        {
            _log.Enqueue(line);
            if (_log.Count > 200)
                _log.Dequeue();
        }
    }
}
