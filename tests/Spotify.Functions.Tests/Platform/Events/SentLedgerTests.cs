using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Events;
using Spotify.Functions.Tests.Telemetry;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Events;

public sealed class SentLedgerTests : IAsyncLifetime
{
    private const string Hour = "2026-11-20T10";

    private readonly TempFolder _folder = new();
    private readonly PublisherHarness _harness = new();
    private readonly SqliteDocumentStore _documents;
    private readonly CrashingStore _store;
    private readonly SentLedger _ledger;

    public SentLedgerTests()
    {
        _documents = new SqliteDocumentStore(_folder.File("documents.db"), _harness.Time, NullLogger<SqliteDocumentStore>.Instance);
        _store = new CrashingStore(_documents);
        _ledger = new SentLedger(_harness.Counts, _store, _harness.Time, NullLogger<SentLedger>.Instance);
    }

    public Task InitializeAsync() => _ledger.StartAsync(CancellationToken.None);

    public async Task DisposeAsync()
    {
        await _ledger.StoppedAsync(CancellationToken.None);
        _ledger.Dispose();
        await _harness.DisposeAsync();
        await _documents.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_was_sent_is_written_down_every_fifteen_seconds_and_for_good_when_the_hour_is_over()
    {
        await SendAsync(0, "a1", "a2");
        (await ReadAsync()).ShouldBeNull();
        _harness.Time.Advance(TimeSpan.FromSeconds(15));
        await EventuallyAsync(sent => sent is { First: 1, Last: 2, Batches: 2, Events: 4, Final: false, Void.Count: 0 });

        await SendAsync(1, "a3");
        _harness.Time.Advance(TimeSpan.FromHours(1));
        await EventuallyAsync(sent => sent is { First: 1, Last: 3, Batches: 3, Events: 6, Final: true });
        await SendAsync(2, "a4");
        _harness.Time.Advance(TimeSpan.FromSeconds(15));
        await EventuallyAsync(sent => sent is { First: 4, Last: 4, Batches: 1, Events: 2, Final: false }, "2026-11-20T11");
        (await ReadAsync())!.Last.ShouldBe(3);
    }

    [Fact]
    public async Task Numbers_of_sends_that_failed_or_are_under_way_are_void()
    {
        await SendAsync(0, "a1");
        var hub = await _harness.HubAsync();
        foreach (var number in (int[])[1, 2])
        {
            var failing = _harness.SendAsync("anna", "x", "y");
            (await hub.SendAsync(number)).End.SetException(new IOException("The test took the disk away"));
            await failing;
        }

        await SendAsync(3, "a2");
        var waiting = _harness.SendAsync("anna", "a3");
        var held = await hub.SendAsync(4);
        await _ledger.FlushAsync(isEnd: false, CancellationToken.None);
        var sent = (await ReadAsync())!;
        (sent.First, sent.Last, sent.Batches, sent.Events).ShouldBe((1, 7, 2, 4));
        sent.Void.ShouldBe([new SentRange(2, 5), new SentRange(7, 7)]);

        held.End.SetResult();
        await waiting;
        await _ledger.FlushAsync(isEnd: false, CancellationToken.None);
        sent = (await ReadAsync())!;
        (sent.Last, sent.Batches, sent.Events).ShouldBe((7, 3, 6));
        sent.Void.ShouldBe([new SentRange(2, 5)]);
        hub.Sends.SelectMany(one => one.Events).Select(one => (long)one.Properties[EventProperties.Sequence]).ShouldBe([1, 2, 3, 4, 5, 6, 7]);
    }

    [Fact]
    public async Task A_process_that_ends_in_order_says_its_last_word()
    {
        await SendAsync(0, "a1");
        await _ledger.StoppedAsync(CancellationToken.None);
        var sent = (await ReadAsync())!;
        (sent.Final, sent.Last, sent.UpdatedAt).ShouldBe((true, 1, _harness.Time.GetUtcNow()));
    }

    [Fact]
    public async Task While_the_store_is_away_nothing_waits_and_nothing_is_forgotten()
    {
        _store.Outage = () => new IOException("The test took the disk away");
        await SendAsync(0, "a1");
        await _ledger.FlushAsync(isEnd: false, CancellationToken.None);
        await SendAsync(1, "a2");
        _store.Outage = null;
        await _ledger.FlushAsync(isEnd: false, CancellationToken.None);
        (await ReadAsync())!.Events.ShouldBe(4);
    }

    private async Task SendAsync(int number, params string[] texts)
    {
        var sending = _harness.SendAsync("anna", texts);
        (await (await _harness.HubAsync()).SendAsync(number)).End.SetResult();
        (await sending).ShouldBe(PublishResult.Published);
    }

    private Task EventuallyAsync(Func<SentDocument?, bool> holds, string hour = Hour) =>
        Eventually.HoldsAsync("what was sent is written down", TimeSpan.FromSeconds(30), async () => holds(await ReadAsync(hour)));

    private async Task<SentDocument?> ReadAsync(string hour = Hour) =>
        (await _documents.ReadAsync<SentDocument>(DocumentContainer.Aggregates, SentDocument.ScopeOf(EventHubNames.Plays, hour), _harness.Counts.Writer))?.Value;
}
