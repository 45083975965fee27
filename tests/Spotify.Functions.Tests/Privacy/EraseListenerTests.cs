using System.Text;
using System.Text.Json;
using Azure.Messaging.EventHubs;
using Microsoft.DurableTask.Client;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Privacy;
using Spotify.Functions.Telemetry;
using Spotify.Functions.Telemetry.Listeners;
using Xunit;

namespace Spotify.Functions.Tests.Privacy;

public sealed class EraseListenerTests : IAsyncLifetime
{
    private const string Person = "person-to-erase-7Hq";
    private const string Other = "somebody-else-9Kz";

    private readonly PrivacyHarness _harness = new();

    public async Task InitializeAsync()
    {
        foreach (var user in (string[])[Person, Other])
            await LiveAsync(user);
    }

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task Nothing_that_names_the_person_is_left_anywhere_but_the_mark_that_he_was_erased()
    {
        (await _harness.FindEverywhereAsync(Person)).Count.ShouldBeGreaterThan(250);
        await _harness.EraseAsync(Person);
        (await _harness.FindEverywhereAsync(Person)).ShouldBe([$"users/{Person}/listener-key"]);
        var mark = (await _harness.Documents.ReadAsync<JsonElement>(DocumentContainer.Users, Person, ListenerKeyDocument.Id))!.Value;
        mark.EnumerateObject().Select(property => property.Name).Except(["id", "userId"]).ShouldBe(["type", "v", "erasedAt"]);
    }

    [Fact]
    public async Task The_plays_stay_in_the_ledger_and_the_counts_as_they_were_with_nobody_behind_them()
    {
        var pseudonym = (await _harness.Listeners.FindAsync(Person, CancellationToken.None))!.Pseudonym;
        var counts = await _harness.CountAsync(DocumentContainer.Aggregates);
        await _harness.EraseAsync(Person);

        (await PlaysAsync(pseudonym)).Count.ShouldBe(3);
        (await _harness.CountAsync(DocumentContainer.Aggregates)).ShouldBe(counts);
        (await _harness.Listeners.FindAsync(Person, CancellationToken.None)).ShouldBeNull();
        (await _harness.FindEverywhereAsync(pseudonym)).ShouldAllBe(place => place.StartsWith($"plays/{pseudonym}/2026-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_process_does_not_make_him_anew_from_an_event_that_comes_late()
    {
        await _harness.EraseAsync(Person);
        var elsewhere = new ListenerKeys(_harness.Documents, System.Security.Cryptography.RandomNumberGenerator.Create(), _harness.Clock);
        (await elsewhere.ResolveAsync([Person, Other], CancellationToken.None)).Keys.ShouldBe([Other]);
    }

    [Fact]
    public async Task What_another_process_writes_while_it_still_knows_the_key_is_swept_in_the_end()
    {
        var identity = (await _harness.Listeners.FindAsync(Person, CancellationToken.None))!;
        _harness.Meanwhile = async () =>
        {
            await WriteSessionAsync(identity, "late");
            await _harness.Documents.WriteAsync(DocumentContainer.Users, Person, DocumentOperation.Upsert("history:late", new { type = "history", user = Person }));
        };
        var called = await _harness.EraseAsync(Person);

        called.ShouldBe(["DestroyListenerKey", "SweepPersonalData", "wait 15 min", "SweepPersonalData", "FinishErasure"]);
        (await _harness.FindEverywhereAsync(Person)).ShouldHaveSingleItem();
        (await _harness.FindEverywhereAsync(identity.Pseudonym)).ShouldAllBe(place => place.StartsWith($"plays/{identity.Pseudonym}/2026-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_else_loses_anything()
    {
        var before = await _harness.FindEverywhereAsync(Other);
        var export = (await _harness.ExportAsync(Other)).Count;
        await _harness.EraseAsync(Person);
        (await _harness.FindEverywhereAsync(Other)).ShouldBe(before);
        (await _harness.ExportAsync(Other)).Count.ShouldBe(export);
    }

    [Fact]
    public async Task A_second_erasure_is_harmless_and_has_a_record_of_its_own()
    {
        await _harness.EraseAsync(Person);
        var state = await _harness.FindEverywhereAsync(Person);
        _harness.Clock.Advance(TimeSpan.FromDays(1));
        await _harness.EraseAsync(Person);
        (await _harness.FindEverywhereAsync(Person)).ShouldBe(state);
        _harness.Runs.Started.Select(run => run.Instance).ShouldBeUnique();
        foreach (var run in _harness.Runs.Started)
            (await _harness.StatusAsync(run.Instance)).Json.GetProperty("status").GetString().ShouldBe("completed");
    }

    [Fact]
    public async Task One_who_was_never_here_is_ignored_from_then_on()
    {
        await _harness.EraseAsync("stranger");
        (await _harness.Listeners.ResolveAsync(["stranger"], CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Neither_the_orchestration_nor_its_record_names_the_person()
    {
        await _harness.EraseAsync(Person);
        var pseudonymless = _harness.Payloads.Concat(_harness.Runs.Started.Select(run => run.Instance + run.Input)).ToList();
        pseudonymless.ShouldAllBe(payload => !payload.Contains(Person, StringComparison.Ordinal));
        var status = (await _harness.StatusAsync(_harness.Runs.Started[0].Instance)).Json;
        status.GetProperty("finished_at").GetDateTimeOffset().ShouldBe(_harness.Clock.Now);
        status.GetProperty("removed").GetProperty("users").GetInt32().ShouldBe(250);
        status.GetProperty("removed").GetProperty("plays").GetInt32().ShouldBe(2);
        status.GetProperty("removed").GetProperty("poison-events").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task Asked_for_again_while_it_runs_it_is_the_same_run()
    {
        var first = await _harness.AskAsync(Person);
        first.Status.ShouldBe(202);
        _harness.Clock.Advance(TimeSpan.FromSeconds(1));
        var instance = first.Json.GetProperty("instance").GetString()!;
        (await _harness.AskAsync(Person)).Json.GetProperty("instance").GetString().ShouldBe(instance);
        _harness.Runs.Started.ShouldHaveSingleItem();
        (await _harness.StatusAsync(instance)).Json.GetProperty("status").GetString().ShouldBe("running");
    }

    [Fact]
    public async Task After_a_run_that_failed_another_takes_over_and_still_knows_the_pseudonym()
    {
        var pseudonym = (await _harness.Listeners.FindAsync(Person, CancellationToken.None))!.Pseudonym;
        await _harness.AskAsync(Person);
        await _harness.Erasures.DestroyKeyAsync(_harness.Runs.Input<ErasureInput>(0).Request, CancellationToken.None);
        _harness.Runs.Statuses[_harness.Runs.Started[0].Instance] = OrchestrationRuntimeStatus.Failed;
        (await _harness.StatusAsync(_harness.Runs.Started[0].Instance)).Json.GetProperty("status").GetString().ShouldBe("failed");
        _harness.Clock.Advance(TimeSpan.FromSeconds(1));

        await _harness.EraseAsync(Person);
        _harness.Runs.Started.Count.ShouldBe(2);
        (await _harness.FindEverywhereAsync(pseudonym)).ShouldAllBe(place => place.StartsWith($"plays/{pseudonym}/2026-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_store_that_fails_keeps_no_other_from_removing_what_it_has_and_fails_the_run()
    {
        _harness.Stores.Insert(0, new BrokenStore());
        await Should.ThrowAsync<Microsoft.DurableTask.TaskFailedException>(() => _harness.EraseAsync(Person));
        (await _harness.FindEverywhereAsync(Person)).Order().ShouldBe([$"system/erasure-requests/{_harness.Runs.Input<ErasureInput>(0).Request}", $"users/{Person}/listener-key"]);
    }

    [Fact]
    public async Task From_events_to_erasure_all_is_exported_then_gone_and_what_he_reports_afterwards_is_ignored()
    {
        var plays = _harness.Plays;
        List<string> tracks = [.. Enumerable.Range(0, 20).Select(number => SpotifyId.Derive("track", $"real {number % 7}"))];
        await plays.PlayAsync("real-person-4Xw", "SE", _harness.Clock.Now.AddHours(-5), tracks);
        await plays.Poison.ParkAsync("plays", "ledger", "real-person-4Xw", new EventData(new BinaryData("damaged")), "it was damaged", CancellationToken.None);
        await plays.PlayAsync(Other, "SE", _harness.Clock.Now.AddHours(-5), tracks);
        var pseudonym = (await _harness.Listeners.FindAsync("real-person-4Xw", CancellationToken.None))!.Pseudonym;
        var ledger = await PlaysAsync(pseudonym);
        var counts = await CountsAsync(tracks);

        var export = await _harness.ExportAsync("real-person-4Xw");
        var kinds = export.Skip(1).SkipLast(1).GroupBy(line => line.GetProperty("kind").GetString()!).ToDictionary(group => group.Key, group => group.Count());
        kinds.ShouldBe(new Dictionary<string, int> { ["listener_key"] = 1, ["play"] = 20, ["session"] = 1, ["poison_event"] = 1 }, ignoreOrder: true);
        export.Single(line => line.TryGetProperty("kind", out var kind) && kind.GetString() == "session")
            .GetProperty("data").GetProperty("events").GetArrayLength().ShouldBe(40);

        await _harness.EraseAsync("real-person-4Xw");
        await plays.PlayAsync("real-person-4Xw", "SE", _harness.Clock.Now.AddHours(-1), tracks);

        (await _harness.FindEverywhereAsync("real-person-4Xw")).ShouldBe(["users/real-person-4Xw/listener-key"]);
        ledger.Count.ShouldBe(20);
        (await PlaysAsync(pseudonym)).ConvertAll(play => JsonSerializer.Serialize(play)).ShouldBe(ledger.ConvertAll(play => JsonSerializer.Serialize(play)));
        (await CountsAsync(tracks)).ShouldBe(counts);
        (await _harness.ExportAsync("real-person-4Xw")).Count(line => line.GetProperty("type").GetString() == "record").ShouldBe(1, "the mark alone");
    }

    [Fact]
    public async Task What_a_consumer_decided_that_died_before_it_counted_is_carried_out_before_the_session_goes()
    {
        var track = SpotifyId.Derive("track", "decided");
        await _harness.Plays.PlayAndDieAsync("half-counted-2Lm", "SE", _harness.Clock.Now.AddHours(-1), [track, track]);
        var pseudonym = (await _harness.Listeners.FindAsync("half-counted-2Lm", CancellationToken.None))!.Pseudonym;
        (await CountsAsync([track])).ShouldBe([0]);
        await _harness.EraseAsync("half-counted-2Lm");
        (await CountsAsync([track])).ShouldBe([2]);
        (await PlaysAsync(pseudonym)).Count.ShouldBe(2);
        (await _harness.FindEverywhereAsync("half-counted-2Lm")).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("charts-2026-11-20-10")]
    [InlineData("erase-nobody")]
    [InlineData("erase-a/b")]
    public async Task The_status_route_knows_erasures_alone(string instance) => (await _harness.StatusAsync(instance)).Reason.ShouldBe("NOT_FOUND");

    // A key, 250 documents of other capabilities, three plays, two sessions, two parked events, and what they left in the counts.
    private async Task LiveAsync(string user)
    {
        var identity = (await _harness.Listeners.ResolveAsync([user], CancellationToken.None))[user];
        for (var i = 0; i < 250; i++)
            await _harness.Documents.WriteAsync(DocumentContainer.Users, user, DocumentOperation.Upsert($"history:{i:000}", new { type = "history", owner = user }));
        foreach (var (period, number) in ((string, int)[])[("2026-10", 1), ("2026-11", 2), ("2026-12", 3)])
            await WritePlayAsync(identity, period, number);
        foreach (var session in (string[])["one", "two"])
            await WriteSessionAsync(identity, session);
        await ParkAsync($"{user}:read", user, "a body that does not matter"u8.ToArray());
        await ParkAsync($"{SpotifyId.Derive("poison", user)}:unread", null, [0, 1, .. Encoding.UTF8.GetBytes(user), 2]);
        await _harness.Documents.WriteAsync(
            DocumentContainer.Aggregates, "track:t", DocumentOperation.Upsert($"play:{SpotifyId.Derive("play", identity.Pseudonym)}", new TrackAggregate { Type = TrackAggregate.MarkType, Revision = 1 }));
    }

    private async Task WritePlayAsync(ListenerIdentity identity, string period, int number) => await _harness.Documents.WriteAsync(
        DocumentContainer.Plays,
        new PartitionKeyValue(identity.Pseudonym, period),
        DocumentOperation.Create(SpotifyId.Derive("play", $"{number}"), new PlayDocument
        {
            Revision = 1,
            Counted = true,
            Delta = 1,
            Period = period,
            Session = identity.KeyOf("session", "s"),
            StartKey = "0123456789abcdef",
            Track = SpotifyId.Derive("track", $"{number}"),
            StartedAt = _harness.Clock.Now,
            ListenedMs = 40_000,
            DurationMs = 200_000,
            Tier = Tier.Premium,
            Market = "SE",
            DeviceKey = identity.KeyOf("device", "d"),
        }));

    private async Task WriteSessionAsync(ListenerIdentity identity, string session)
    {
        var log = new SessionLog();
        log.Merge(
            [
                new SessionEvent
                {
                    IdHash = 1,
                    Track = TrackKey.TryParse(SpotifyId.Derive("track", "1"), out var track) ? track : default,
                    AtMs = 1000,
                    PositionMs = 0,
                    Type = PlaybackEventType.Start,
                },
            ],
            out _);
        await _harness.Documents.WriteAsync(
            DocumentContainer.Plays,
            new PartitionKeyValue(identity.Pseudonym, SessionDocument.PartitionMonth),
            DocumentOperation.Upsert(SessionDocument.IdOf(identity.KeyOf("session", session)), new SessionDocument { Data = SessionLogCodec.ToBytes(log), DeviceKey = "d" }));
    }

    private async Task ParkAsync(string id, string? user, byte[] body) => await _harness.Documents.WriteAsync(
        DocumentContainer.System,
        PoisonDocument.Kind,
        DocumentOperation.Upsert(id, new PoisonDocument
        {
            Hub = "plays",
            ConsumerGroup = "ledger",
            Reason = "it could not be read",
            UserId = user,
            EnqueuedAt = _harness.Clock.Now,
            SequenceNumber = 1,
            ParkedAt = _harness.Clock.Now,
            Body = body,
            BodyBytes = body.Length,
        }));

    private async Task<List<long>> CountsAsync(IEnumerable<string> tracks)
    {
        var counts = new List<long>();
        foreach (var track in tracks)
            counts.Add(await new PlayCounts(_harness.Documents).GetTrackCountAsync(track, CancellationToken.None));
        return counts;
    }

    private async Task<List<PlayDocument>> PlaysAsync(string pseudonym)
    {
        var plays = new List<PlayDocument>();
        foreach (var period in (string[])["2026-10", "2026-11", "2026-12"])
        {
            var page = await _harness.Documents.RangeAsync<PlayDocument>(DocumentContainer.Plays, new PartitionKeyValue(pseudonym, period), default, 100);
            plays.AddRange(page.Documents.Select(one => one.Document.Value));
        }

        return plays;
    }
}
