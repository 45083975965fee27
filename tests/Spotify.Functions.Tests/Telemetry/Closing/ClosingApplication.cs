using System.Net.Http.Headers;
using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Telemetry.Closing;
using Spotify.Functions.Tests.Hosting;
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
    private ComposedApplication _application = null!;
    private HttpClient _client = null!;

    private ClosingApplication(string storage, string now) => (_storage, Clock) = (storage, new FakeTimeProvider(now));

    public FakeTimeProvider Clock { get; }

    public static async Task<ClosingApplication> StartAsync(string storage, string now)
    {
        var application = new ClosingApplication(storage, now);
        await application.StartAsync();
        return application;
    }

    public T Get<T>()
        where T : notnull => _application.Services.GetRequiredService<T>();

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
        _folder.Dispose();
    }

    private async Task StartAsync()
    {
        // The application makes it beside its start; a test begins at once.
        await new BlobServiceClient(_storage).GetBlobContainerClient(BlobContainers.Archive).CreateIfNotExistsAsync();
        var settings = new Dictionary<string, string?>
        {
            [BlobAccounts.UploadsName] = _storage,
            [BlobAccounts.MediaName] = _storage,
            ["Telemetry:LedgerShards"] = "4",
            ["Telemetry:LedgerScanRanges"] = "3",
        };
        _application = await ComposedApplication.StartAsync(Functions, settings, services => services.AddSingleton<TimeProvider>(Clock), _folder.Path);
        _client = _application.Anonymous();
    }

    private async Task StopAsync()
    {
        _client.Dispose();
        await _application.DisposeAsync();
    }

    private async Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string? label, bool admin)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _application.Authority.Issue("somebody", scopes: admin ? ["admin"] : null, label: label));
        using var answer = await _client.SendAsync(request);
        return ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement);
    }
}
