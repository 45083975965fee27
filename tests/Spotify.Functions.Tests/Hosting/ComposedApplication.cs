using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spotify.Cli.Local;
using Spotify.EmbeddedRuntime.Hosting;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Documents;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Hosting;

/// <summary>
/// The application as <see cref="Program"/> composes it, in this process, over a real socket and a data directory of its own. Its storage accounts are nobody's: what needs
/// blobs takes a real service. Only the functions that are named run, so that a test starts in a moment and no timer of another capability disturbs it.
/// </summary>
public sealed class ComposedApplication : IAsyncDisposable
{
    private const string Account = "DefaultEndpointsProtocol=https;AccountName=nobody;AccountKey=bm9ib2R5;EndpointSuffix=storage.invalid";

    private readonly TempFolder? _ownFolder;
    private readonly IHost _host;

    private ComposedApplication(TempFolder? ownFolder, string folder, IHost host)
    {
        (_ownFolder, _host) = (ownFolder, host);
        Authority = DevelopmentAuthority.Open(folder, host.Services.GetService<TimeProvider>() ?? TimeProvider.System);
        Address = new Uri(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Issues tokens of any kind, dated by the application's own clock.</summary>
    internal DevelopmentAuthority Authority { get; }

    /// <summary>What it is composed of.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>Its documents.</summary>
    public IDocumentStore Documents => Services.GetRequiredService<IDocumentStore>();

    /// <summary>Starts the application.</summary>
    /// <param name="functions">The functions that run.</param>
    /// <param name="settings">Settings beside those that every start needs, such as <c>Limits:Search</c>.</param>
    /// <param name="services">Replaces or adds services, such as a clock.</param>
    /// <param name="folder">A data directory that outlives this start or is shared with another; one of its own by default.</param>
    public static async Task<ComposedApplication> StartAsync(
        IEnumerable<Type> functions, IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null, string? folder = null)
    {
        var own = folder is null ? new TempFolder() : null;
        var data = folder ?? own!.Path;
        var builder = FunctionsApplication.CreateBuilder(["--Embedded:Port", "0", "--Embedded:DataDirectory", data]);
        builder.Configuration["AzureFunctionsJobHost:extensions:http:routePrefix"] = "";
        builder.Configuration["EventHubs"] = $"Endpoint=sb://{Path.GetFileName(data)}/;SharedAccessKeyName=a;SharedAccessKey=b";
        foreach (var account in (string[])["Uploads", "Media", "AzureWebJobsStorage"])
            builder.Configuration[account] = Account;
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>())
            builder.Configuration[name] = value;
        Program.Configure(builder);
        builder.Logging.ClearProviders();
        builder.Services.Configure<EmbeddedRuntimeOptions>(options =>
        {
            foreach (var function in functions)
                options.FunctionTypes.Add(function);
        });
        services?.Invoke(builder.Services);
        var host = builder.Build();
        await host.StartAsync();
        return new ComposedApplication(own, data, host);
    }

    /// <summary>A client without a token, which follows no redirect and keeps no cookie.</summary>
    public HttpClient Anonymous() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>A token of the development authority; with every scope that a listener can grant where none are named.</summary>
    public string Token(string user = "listener-1", string tier = "premium", string country = "SE", params string[] scopes) =>
        Authority.Issue(user, tier, country, scopes.Length == 0 ? LocalTokens.ListenerScopes : scopes);

    /// <summary>A client with a listener's token from the development authority.</summary>
    public HttpClient Listener(string user = "listener-1", string tier = "premium", string country = "SE", params string[] scopes) =>
        WithToken(Token(user, tier, country, scopes));

    /// <summary>A client with an operator's token.</summary>
    public HttpClient Operator() => WithToken(Token("operator", scopes: ["admin"]));

    /// <summary>A client with a token.</summary>
    public HttpClient WithToken(string token)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        Authority.Dispose();
        _ownFolder?.Dispose();
    }
}
