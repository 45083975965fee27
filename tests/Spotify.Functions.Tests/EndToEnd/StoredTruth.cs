using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry;
using Spotify.Functions.Telemetry.Listeners;
using Spotify.Functions.Telemetry.Taste;
using Spotify.TestSupport.Simulation;
using Listen = Spotify.TestSupport.Simulation.Listen;

namespace Spotify.Functions.Tests.EndToEnd;

/// <summary>Compares what the store holds with what the simulation knows, each kind of document to the last one.</summary>
internal sealed class StoredTruth(IDocumentStore documents, ListenerSimulation simulation, SimulationTruth truth, TimeSpan wayOfARequest) : IDisposable
{
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();

    private IEnumerable<string> Periods
    {
        get
        {
            for (var month = simulation.Options.From.AddHours(-12); month.ToString("yyyy-MM", CultureInfo.InvariantCulture).CompareTo(PeriodOf(simulation.Options.Until)) <= 0; month = month.AddMonths(1))
                yield return PeriodOf(month);
        }
    }

    /// <summary>The ledger: each listener's plays in each period, with what money needs; not one more in all of it.</summary>
    public async Task LedgerHoldsEveryPlayAsync()
    {
        var listeners = new ListenerKeys(documents, _random, TimeProvider.System);
        foreach (var story in simulation.Stories().Where(story => story.Requests.Count > 0))
        {
            var identity = (await listeners.FindAsync(story.Listener.UserId, CancellationToken.None)).ShouldNotBeNull(story.Listener.UserId);
            var plays = new List<PlayDocument>();
            foreach (var period in Periods)
                plays.AddRange(await RangeAsync<PlayDocument>(DocumentContainer.Plays, new PartitionKeyValue(identity.Pseudonym, period)));
            plays.ShouldAllBe(play => play.Delta == (play.Counted ? 1 : 0) && play.Excluded == null && play.AdjustmentOf == null && play.Period == PeriodOf(play.StartedAt) && play.Licensed);
            var ledger = plays.Where(play => play.Counted).ToDictionary(play => (play.Session, play.StartKey));
            var counted = story.Counted.ToDictionary(listen => (SessionIdOf(identity, listen), StartKeyOf(listen)));
            ledger.Keys.Order().ShouldBe(counted.Keys.Order(), story.Listener.UserId);
            foreach (var (key, listen) in counted)
                ShouldBe(ledger[key], listen, identity);
        }
    }

    /// <summary>The counter of each track.</summary>
    public async Task CountersHoldEveryPlayAsync()
    {
        var counts = new PlayCounts(documents);
        foreach (var track in simulation.Catalogue.Tracks)
            (await counts.GetTrackCountAsync(track.Id, CancellationToken.None)).ShouldBe(truth.Tracks[track.Number].Counted, track.Id);
    }

    /// <summary>The counts of each track by day, country and plan.</summary>
    public async Task DaysHoldEveryPlayAsync()
    {
        var stored = new Dictionary<CellKey, int>();
        foreach (var track in simulation.Catalogue.Tracks)
        {
            await foreach (var (day, counts) in DaysAsync(track))
            {
                foreach (var (market, product, plays) in counts.Counts.SelectMany(one => one.Value.Select(product => (one.Key, product.Key, product.Value))))
                {
                    if (plays != 0)
                        stored[new CellKey(day, market, product, track.Number)] = (int)plays;
                }

                counts.Excluded.ShouldBeEmpty();
            }
        }

        stored.OrderBy(one => one.Key.ToString(), StringComparer.Ordinal).ShouldBe(truth.Cells.OrderBy(one => one.Key.ToString(), StringComparer.Ordinal));
    }

    /// <summary>Histories: each listen of a track that exists, counted or not, with how much was heard and how it ended; and when each track was heard first.</summary>
    public async Task HistoriesHoldEveryListenAsync()
    {
        var listeners = new ListenerKeys(documents, _random, TimeProvider.System);
        var reader = new HistoryReader(documents, TimeProvider.System, NullLogger<HistoryReader>.Instance);
        var weeks = TasteWeek.Range(TasteWeek.Of(simulation.Options.From.AddHours(-12).ToUnixTimeMilliseconds()), TasteWeek.Of(simulation.Options.Until.AddHours(12).ToUnixTimeMilliseconds())).ToList();
        foreach (var story in simulation.Stories().Where(story => story.Requests.Count > 0))
        {
            var identity = (await listeners.FindAsync(story.Listener.UserId, CancellationToken.None)).ShouldNotBeNull(story.Listener.UserId);
            var history = (await reader.ReadListensAsync(story.Listener.UserId, weeks, CancellationToken.None)).SelectMany(week => week.Plays).ToDictionary(play => play.Key);
            var listens = story.Listens.Where(listen => listen.Track.IsKnown)
                .ToDictionary(listen => new ListenKey(StableHash.Of(Encoding.UTF8.GetBytes(SessionIdOf(identity, listen))), StableHash.Of(Encoding.UTF8.GetBytes(listen.StartEventId))));
            history.Keys.Order().ShouldBe(listens.Keys.Order(), story.Listener.UserId);
            foreach (var (key, listen) in listens)
            {
                var play = history[key];
                (play.Track.ToString(), play.ListenedMs, (int)play.End, play.Failed, play.Offline, play.ContextType, play.ContextId).ShouldBe(
                    (listen.Track.Id, listen.ListenedMs, (int)listen.End, listen.Failed, listen.Offline, listen.ContextType, listen.ContextId), listen.ToString());
                ShouldBeginAt(DateTimeOffset.FromUnixTimeMilliseconds(play.StartMs), listen);
            }

            var firsts = (await reader.ReadFirstsAsync(story.Listener.UserId, CancellationToken.None)).SelectMany(bucket => bucket.Tracks).ToDictionary(one => one.Key.ToString(), one => one.Value);
            firsts.Keys.Order().ShouldBe(story.FirstListens.Select(listen => listen.Track.Id).Order(), story.Listener.UserId);
            foreach (var listen in story.FirstListens.Where(listen => story.Listener.Devices.All(device => !device.IsCorrected)))
                firsts[listen.Track.Id].ShouldBe(listen.StartedAt.ToUnixTimeMilliseconds(), listen.ToString());
        }
    }

    /// <summary>Nothing was put aside as unreadable.</summary>
    public async Task NothingIsParkedAsync() =>
        (await RangeAsync<PoisonDocument>(DocumentContainer.System, new PartitionKeyValue(PoisonDocument.Kind))).Select(one => one.Reason).ShouldBeEmpty();

    public void Dispose() => _random.Dispose();

    private void ShouldBe(PlayDocument play, Listen listen, ListenerIdentity identity)
    {
        (play.Track, play.Tier.ToString().ToUpperInvariant(), play.Market, play.DurationMs, play.Offline, play.ContextType ?? "", play.ContextId ?? "", play.DeviceKey).ShouldBe(
            (listen.Track.Id, listen.Tier.ToUpperInvariant(), listen.Market, listen.Track.DurationMs, listen.Offline, listen.ContextType, listen.ContextId,
            identity.KeyOf("device", listen.Device.Id)), listen.ToString());
        play.ListenedMs.ShouldBe(listen.End == ListenEnd.None ? listen.Track.CountedAfterMs : listen.ListenedMs, listen.ToString());
        ShouldBeginAt(play.StartedAt, listen);
    }

    private void ShouldBeginAt(DateTimeOffset start, Listen listen) =>
        start.ShouldBeInRange(listen.StartedAt, listen.Device.IsCorrected ? listen.StartedAt + wayOfARequest : listen.StartedAt, listen.ToString());

    private static string SessionIdOf(ListenerIdentity identity, Listen listen) => SessionWork.Of(identity, listen.Device.Id, listen.Session).SessionId;

    private static string StartKeyOf(Listen listen) => StableHash.Of(Encoding.UTF8.GetBytes(listen.StartEventId)).ToString("x16", CultureInfo.InvariantCulture);

    private static string PeriodOf(DateTimeOffset time) => time.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    private async IAsyncEnumerable<(DateOnly Day, TrackDay Counts)> DaysAsync(SimulatedTrack track)
    {
        string? continuation = null;
        do
        {
            // No counter of a simulation grows to a second shard.
            var page = await documents.RangeAsync<TrackDay>(
                DocumentContainer.Aggregates, CounterShards.ScopeOf(track.Id, 0), IdRange.Prefix(TrackDay.IdPrefix), 1000, continuation);
            foreach (var (id, day) in page.Documents)
                yield return (DateOnly.Parse(id.AsSpan(TrackDay.IdPrefix.Length), CultureInfo.InvariantCulture), day.Value);
            continuation = page.Continuation;
        }
        while (continuation is not null);
    }

    private async Task<List<T>> RangeAsync<T>(DocumentContainer container, PartitionKeyValue partition)
    {
        var found = new List<T>();
        string? continuation = null;
        do
        {
            var page = await documents.RangeAsync<T>(container, partition, default, 1000, continuation);
            found.AddRange(page.Documents.Select(one => one.Document.Value));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return found;
    }
}
