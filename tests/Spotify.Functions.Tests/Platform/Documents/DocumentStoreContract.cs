using System.Text.Json.Serialization;
using Shouldly;
using Spotify.Functions.Platform.Documents;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Documents;

/// <summary>What every adapter of the documents port does. Tests share one store, so each uses partitions of its own.</summary>
public abstract partial class DocumentStoreContract : IAsyncLifetime
{
    private static int _partitions;

    protected static DocumentContainer Users => DocumentContainer.Users;

    /// <summary>The store under test.</summary>
    protected IDocumentStore Store { get; private set; } = null!;

    public async Task InitializeAsync() => Store = await OpenAsync();

    public abstract Task DisposeAsync();

    protected abstract Task<IDocumentStore> OpenAsync();

    /// <summary>Lets time pass for the store.</summary>
    protected abstract Task PassAsync(TimeSpan time);

    /// <summary>A partition that no other test uses, also not one of an earlier run against the same account.</summary>
    protected static PartitionKeyValue NewPartition() => $"{Run}-{Interlocked.Increment(ref _partitions)}";

    private static readonly string Run = $"run{Environment.ProcessId}x{Environment.TickCount64:x}";

    protected async Task<List<string>> IdsAsync(PartitionKeyValue partition, IdRange range = default, int limit = 1000) =>
        [.. (await Store.RangeAsync<Song>(Users, partition, range, limit)).Documents.Select(document => document.Id)];

    protected async Task AddAsync(PartitionKeyValue partition, params IEnumerable<string> ids)
    {
        var results = await Task.WhenAll(ids.Select(id => Store.WriteAsync(Users, partition, DocumentOperation.Create(id, new Song(id, 1))).AsTask()));
        results.ShouldAllBe(result => result.IsWritten);
    }

    protected sealed record Song(string Title, long Plays)
    {
        public string Type { get; init; } = "song";
    }

    protected enum Mood
    {
        None,
        VeryCalm,
    }

    protected sealed record Rich
    {
        public string? Text { get; init; }

        public long Number { get; init; }

        public double Fraction { get; init; }

        public Mood Mood { get; init; }

        public DateTimeOffset At { get; init; }

        public List<string> List { get; init; } = [];

        public Dictionary<string, Song> Songs { get; init; } = new Dictionary<string, Song>();

        [JsonPropertyName("odd name \"quoted\"")]
        public bool Odd { get; init; }
    }

    protected sealed record WithKeys(string Id, string UserId, string Value);

    protected sealed record WithTtl(int Ttl);

    protected sealed record WithSystemName([property: JsonPropertyName("_etag")] string Value);

    protected sealed record TitleOnly(string Title);
}
