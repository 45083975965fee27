using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Accounts;
using Spotify.Functions.Catalog;
using Spotify.Functions.Catalog.Artists;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Recommendations.Products;
using Spotify.Functions.Recommendations.Serving;
using Spotify.Functions.Recommendations.Weekly;
using Spotify.Functions.Subscriptions;
using Spotify.Functions.Telemetry.Charts;
using Spotify.Functions.Telemetry.Closing;
using Spotify.Functions.Tests.Catalog;
using Spotify.Functions.Tests.Hosting;
using Spotify.Functions.Tests.Recommendations.Weekly;
using Spotify.Functions.Tests.Telemetry.Closing;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Recommendations.Products;

/// <summary>
/// The composed application with the routes of recommendations over a world whose listeners' tastes are known: a model is published and the lists of a week are made. It is Monday, eight in the
/// morning in Sweden. Tests that change something do it to listeners of their own.
/// </summary>
public sealed class ProductsApplication : IAsyncLifetime
{
    public const string Week = "2026-W49";

    private readonly TempFolder _folder = new();
    private SqliteDocumentStore _documents = null!;
    private ComposedApplication _application = null!;

    internal TasteWorld World { get; } = new();

    internal FakeTimeProvider Clock { get; } = new("2026-11-29T01:00:00Z");

    internal Lifetime Life { get; } = new();

    /// <summary>What was logged as a warning or worse.</summary>
    internal ConcurrentQueue<string> Log { get; } = [];

    internal IServiceProvider Services => _application.Services;

    internal IDocumentStore Documents => _documents;

    public async Task InitializeAsync()
    {
        _documents = new SqliteDocumentStore(_folder.File("documents.db"), Clock, NullLogger<SqliteDocumentStore>.Instance);
        World.PlayWeeks(Clock.GetUtcNow());
        // Artists 0, 20 and 40, one of each kind, have new releases.
        foreach (var artist in (int[])[0, 20, 40])
            World.Release(artist, new DateOnly(2026, 11, 25));
        await World.StoreAsync(_documents);
        var functions = typeof(ListenerProducts).Assembly.GetTypes()
            .Where(type => type.Namespace is { } name && name.StartsWith("Spotify.Functions.Recommendations", StringComparison.Ordinal) && !name.EndsWith("Weekly", StringComparison.Ordinal))
            .Where(type => type.GetMethods().Any(method => method.GetCustomAttribute<FunctionAttribute>() is not null))
            .Append(typeof(GetRelatedArtists))
            .Append(typeof(AnswerUnknownRoute));
        _application = await ComposedApplication.StartAsync(functions, Settings, services => services
            .AddLogging(logging => logging.AddProvider(new Lines(Log)))
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton<IDocumentStore>(new MortalStore(_documents, Life))
            .AddSingleton<ILedgerFiles>(new MemoryFiles(Life))
            .AddSingleton<ICatalog>(World)
            .AddSingleton<IAccounts>(World)
            .AddSingleton<IPlans>(World)
            .AddSingleton<IPopularity>(World)
            .AddSingleton<ICharts>(World));
        await WeeklyRecommendations.Run(new WeeklyStory(Services, Clock, WeeklyStatus.InstanceOf(Week), new WeeklyInput(Week, Clock.GetUtcNow(), "ann"), 1));
        await Services.GetRequiredService<ServingModel>().RefreshAsync();
        Clock.Advance(TimeSpan.FromHours(30));
    }

    public async Task DisposeAsync()
    {
        await _application.DisposeAsync();
        await _documents.DisposeAsync();
        _folder.Dispose();
    }

    internal Task<WebAnswer> GetAsync(string path, string user = "listener-1", string country = "SE") => SendAsync(HttpMethod.Get, path, null, user, country);

    internal Task<WebAnswer> PostAsync(string path, object body, string user = "listener-1") => SendAsync(HttpMethod.Post, path, body, user);

    internal async Task<WebAnswer> SendAsync(HttpMethod method, string path, object? body, string user, string country = "SE", string[]? scopes = null)
    {
        using var client = _application.Listener(user, "premium", country, scopes ?? []);
        using var request = new HttpRequestMessage(method, path.StartsWith("http", StringComparison.Ordinal) ? new Uri(path) : new Uri("v1/" + path, UriKind.Relative));
        if (body is not null)
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body, ApiJson.Options));
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBeLessThan(500, string.Join('\n', Log.TakeLast(3)));
        return new WebAnswer(response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone(), response.Headers);
    }

    internal Task<WebAnswer> OperateAsync(HttpMethod method, string path, object? body = null) => SendAsync(method, path, body, "operator", scopes: ["admin"]);

    /// <summary>A listener hears tracks to their end, the last of them an hour ago.</summary>
    internal async Task PlayAsync(string user, IEnumerable<string> tracks)
    {
        foreach (var (index, track) in tracks.Reverse().Index())
            World.Plays.Add((user, track, Clock.GetUtcNow().AddHours(-1).AddMinutes(-5 * index), 1));
        await World.StoreAsync(_documents, user);
    }

    /// <summary>A listener does something beside playing.</summary>
    internal async Task SignalAsync(string user, string type, string action, string? uri, string? query = null, string? target = null)
    {
        World.Signals.Add((user, new Signal { Id = $"{World.Signals.Count}", Type = type, Action = action, Uri = uri, Query = query, Target = target, At = Clock.GetUtcNow().AddMinutes(-World.Signals.Count) }));
        await World.StoreAsync(_documents, user);
    }

    private sealed class Lines(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                lines.Enqueue($"{eventId.Id} {formatter(state, exception)} {exception}");
        }

        public void Dispose()
        {
        }
    }

    private static Dictionary<string, string?> Settings => new()
    {
        ["Limits:Recommendations"] = "100000",
        ["Limits:Admin"] = "100000",
        ["Recommendations:Ranges"] = "3",
        ["Recommendations:ListenerBlocks"] = "2",
        ["Recommendations:TracksInBlock"] = "64",
        ["Recommendations:Dimensions"] = "8",
        ["Recommendations:Sweeps"] = "4",
        ["Recommendations:Unobserved"] = "0.1",
        ["Recommendations:Regularization"] = "0.01",
    };
}

[CollectionDefinition(Name)]
public sealed class ProductsApplicationCollection : ICollectionFixture<ProductsApplication>
{
    public const string Name = "recommendation products";
}
