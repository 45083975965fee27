using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spotify.EmbeddedRuntime.Hosting;
using Spotify.Functions.Platform;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Telemetry.Closing;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Telemetry.Closing;

/// <summary>The functions of closing in a running host, over a folder and a clock that outlive it.</summary>
internal sealed class ClosingApplication : IAsyncDisposable
{
    private static readonly Type[] Functions =
    [
        typeof(ClosePeriod), typeof(CheckCounters), typeof(CloseLastPeriod), typeof(StartClosing), typeof(GetPeriod), typeof(GetPlayProof), typeof(BeginClosing), typeof(ScanPlays),
        typeof(SealShard), typeof(SumMarkets), typeof(SumListeners), typeof(SealPeriod), typeof(FinishClosing), typeof(RemoveParts), typeof(CountDays), typeof(CountAdjustments),
        typeof(CompareCounters), typeof(AnswerUnknownRoute),
    ];

    private readonly TempFolder _folder = new();
    private readonly string _storage;
    private readonly DevelopmentAuthority _authority;
    private IHost _host = null!;
    private HttpClient _client = null!;

    private ClosingApplication(string storage, string now)
    {
        (_storage, Clock) = (storage, new FakeTimeProvider(now));
        _authority = DevelopmentAuthority.Open(_folder.Path, Clock);
    }

    public FakeTimeProvider Clock { get; }

    public static async Task<ClosingApplication> StartAsync(string storage, string now)
    {
        var application = new ClosingApplication(storage, now);
        await application.StartAsync();
        return application;
    }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Another process over the same folder and the same storage.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public Task<(int Status, JsonElement Body)> GetAsync(string path, string? label = null, bool admin = false) => SendAsync(HttpMethod.Get, path, label, admin);

    public Task<(int Status, JsonElement Body)> PostAsync(string path) => SendAsync(HttpMethod.Post, path, label: null, admin: true);

    /// <summary>Waits until a month is closed.</summary>
    public Task ClosedAsync(string period) => Eventually.HoldsAsync($"{period} is closed", TimeSpan.FromSeconds(60), async () =>
        (await GetAsync($"/v1/admin/periods/{period}", admin: true)).Body.GetProperty("state").GetString() == "closed");

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _authority.Dispose();
        _folder.Dispose();
    }

    private async Task StartAsync()
    {
        var builder = FunctionsApplication.CreateBuilder(["--Embedded:Port", "0", "--Embedded:DataDirectory", _folder.Path]);
        builder.Configuration[BlobAccounts.UploadsName] = _storage;
        builder.Configuration[BlobAccounts.MediaName] = _storage;
        builder.Configuration["Telemetry:LedgerShards"] = "4";
        builder.Configuration["Telemetry:LedgerScanRanges"] = "3";
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.ConfigureFunctionsWebApplication();
        builder.UseHttpManners();
        builder.Services.AddDevelopmentAuthority(builder.Configuration);
        builder.Services.AddPlatform(builder.Configuration).AddDocuments(builder.Configuration).AddBlobs(builder.Configuration).AddClosing(builder.Configuration);
        builder.Services.Configure<EmbeddedRuntimeOptions>(options =>
        {
            foreach (var type in Functions)
                options.FunctionTypes.Add(type);
        });
        _host = builder.Build();
        // The application makes it beside its start; a test begins at once.
        await _host.Services.GetRequiredService<BlobAccounts>().Container(BlobContainers.Archive).CreateIfNotExistsAsync();
        await _host.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
    }

    private async Task StopAsync()
    {
        _client.Dispose();
        await _host.StopAsync();
        _host.Dispose();
    }

    private async Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string? label, bool admin)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _authority.Issue("somebody", scopes: admin ? ["admin"] : null, label: label));
        using var answer = await _client.SendAsync(request);
        return ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }
}
