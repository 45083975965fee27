using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Privacy;
using Spotify.Functions.Privacy;
using Spotify.Functions.Telemetry;
using Spotify.Functions.Telemetry.Listeners;
using Spotify.Functions.Telemetry.Taste;
using Spotify.Functions.Tests.Telemetry.Charts;
using Xunit;

namespace Spotify.Functions.Tests.Privacy;

public sealed class PersonalDataExportTests : IAsyncLifetime
{
    private readonly PrivacyHarness _harness = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task The_first_line_says_what_is_in_it_and_what_is_kept_elsewhere_and_why_and_the_last_how_many_lines_there_are()
    {
        await _harness.Documents.WriteAsync(DocumentContainer.Users, "u", DocumentOperation.Upsert("profile", new { type = "profile", name = "Åsa" }));
        var lines = await _harness.ExportAsync("u");
        var head = lines[0];
        head.GetProperty("type").GetString().ShouldBe("head");
        head.GetProperty("user").GetString().ShouldBe("u");
        head.GetProperty("made_at").GetDateTimeOffset().ShouldBe(_harness.Clock.Now);
        head.GetProperty("included").EnumerateArray().Select(store => store.GetProperty("store").GetString()).ShouldBe(["users", "plays", "poison-events"]);
        var elsewhere = head.GetProperty("kept_elsewhere").EnumerateArray().ToDictionary(one => one.GetProperty("place").GetString()!, one => one.GetProperty("fate").GetString()!);
        elsewhere["hubs/plays"].ShouldContain("seven days");
        elsewhere["blobs/archive"].ShouldContain("pseudonym");
        lines[1].GetProperty("kind").GetString().ShouldBe("profile");
        lines[1].GetProperty("data").GetProperty("name").GetString().ShouldBe("Åsa");
        lines[^1].GetProperty("type").GetString().ShouldBe("end");
        lines[^1].GetProperty("records").GetInt64().ShouldBe(lines.Count - 2);
    }

    [Fact]
    public async Task Everything_that_is_kept_of_a_person_is_in_it_and_nothing_of_another()
    {
        foreach (var user in (string[])["u", "v"])
        {
            var identity = (await _harness.Listeners.ResolveAsync([user], CancellationToken.None))[user];
            for (var i = 0; i < 250; i++)
                await _harness.Documents.WriteAsync(DocumentContainer.Users, user, DocumentOperation.Upsert($"history:{i}", new { type = "history", of = $"{user}-only" }));
            for (var i = 0; i < 450; i++)
                await WritePlayAsync(identity, i % 2 == 0 ? "2026-11" : "2026-10", i);
        }

        var lines = await _harness.ExportAsync("u");
        var kinds = lines.Skip(1).SkipLast(1).GroupBy(line => line.GetProperty("kind").GetString()!).ToDictionary(group => group.Key, group => group.Count());
        kinds.ShouldBe(new Dictionary<string, int> { ["history"] = 250, ["listener_key"] = 1, ["play"] = 450 }, ignoreOrder: true);
        lines.Select(line => line.GetRawText()).ShouldAllBe(line => !line.Contains("v-only", StringComparison.Ordinal));
        var play = lines.First(line => line.TryGetProperty("kind", out var kind) && kind.GetString() == "play").GetProperty("data");
        play.GetProperty("listened_ms").GetInt64().ShouldBe(40_000);
    }

    [Fact]
    public async Task What_is_kept_packed_is_given_so_that_the_person_can_read_it()
    {
        var firsts = new FirstListens();
        TrackKey.TryParse("4uLU6hMCjMI75M1A2tKUQC", out var track).ShouldBeTrue();
        firsts.Learn(track, _harness.Clock.Now.ToUnixTimeMilliseconds());
        await _harness.Documents.WriteAsync(DocumentContainer.Users, "u", DocumentOperation.Upsert("firsts:03", new HistoryDocument { Type = HistoryDocument.FirstsType, Data = firsts.ToBytes() }));
        await _harness.Documents.WriteAsync(DocumentContainer.Users, "u", DocumentOperation.Upsert("firsts:04", new HistoryDocument { Type = HistoryDocument.FirstsType, Data = [1, 2, 3] }));
        var lines = (await _harness.ExportAsync("u")).Skip(1).SkipLast(1).Select(line => line.GetProperty("data").GetProperty("data")).ToList();
        lines[0].EnumerateArray().Select(one => (one.GetProperty("track").GetString(), one.GetProperty("heard_at").GetDateTimeOffset())).ShouldBe([("4uLU6hMCjMI75M1A2tKUQC", _harness.Clock.Now)]);
        // What nobody can read is given as it is.
        lines[1].GetString().ShouldBe("AQID");
    }

    [Fact]
    public async Task The_key_never_leaves()
    {
        await _harness.Listeners.ResolveAsync(["u"], CancellationToken.None);
        var key = (await _harness.Documents.ReadAsync<ListenerKeyDocument>(DocumentContainer.Users, "u", ListenerKeyDocument.Id))!.Value.Key!;
        foreach (var line in await _harness.ExportAsync("u"))
            line.GetRawText().ShouldNotContain(JsonSerializer.Serialize(key).Trim('"'));
    }

    [Fact]
    public async Task It_is_a_download_that_no_cache_keeps()
    {
        var answer = await CallAsync("u");
        answer.Headers.ContentType.ToString().ShouldBe("application/x-ndjson; charset=utf-8");
        answer.Headers.ContentDisposition.ToString().ShouldBe("attachment; filename=\"personal-data.jsonl\"");
        answer.Headers.CacheControl.ToString().ShouldBe("no-store");
    }

    [Fact]
    public async Task An_operator_exports_a_users_data()
    {
        await _harness.Documents.WriteAsync(DocumentContainer.Users, "u", DocumentOperation.Upsert("profile", new { type = "profile" }));
        var function = new ExportUserData(Export());
        (await ChartHarness.CallAsync(request => Task.FromResult(function.Run(request, "u")), "")).Body.ShouldContain("\"kind\":\"profile\"");
        (await ChartHarness.CallAsync(request => Task.FromResult(function.Run(request, "\u0001")), "")).Reason.ShouldBe("INVALID_REQUEST");
    }

    [Fact]
    public async Task Of_one_who_is_not_known_there_is_a_head_and_an_end() => (await _harness.ExportAsync("stranger")).Count.ShouldBe(2);

    [Fact]
    public async Task A_store_in_trouble_before_anything_was_sent_is_a_503()
    {
        _harness.Stores.Add(new BrokenStore());
        var answer = await CallAsync("u");
        answer.Status.ShouldBe(503);
        answer.Reason.ShouldBe("DEPENDENCY_UNAVAILABLE");
        answer.Headers.ContentDisposition.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_store_in_trouble_half_way_cuts_the_connection_and_the_end_is_missing()
    {
        _harness.Stores.Add(new BrokenStore(records: 1000));
        var (http, started) = Context();
        await Export().Of("u").ExecuteAsync(http);
        started.IsAborted.ShouldBeTrue();
        Encoding.UTF8.GetString(started.Sent.ToArray()).ShouldNotContain("\"type\":\"end\"");
    }

    [Fact]
    public async Task Lines_are_sent_while_others_are_still_being_read_and_few_are_held()
    {
        var (http, sent) = Context();
        long most = 0;
        _harness.Stores.Add(new Endless(50_000, made => most = Math.Max(most, made - sent.Sent.Length)));
        await Export().Of("u").ExecuteAsync(http);
        sent.Sent.Length.ShouldBeGreaterThan(50_000_000);
        most.ShouldBeLessThan(200_000);
    }

    private PersonalDataExport Export() => new(_harness.Stores, _harness.Clock, NullLogger<PersonalDataExport>.Instance);

    private Task<Platform.Http.Answer> CallAsync(string user) =>
        ChartHarness.CallAsync(request => Task.FromResult(new ExportMyData(Export()).Run(request)), "", PrivacyHarness.CallerOf(user));

    private static (DefaultHttpContext Http, Wire Wire) Context()
    {
        var wire = new Wire();
        var http = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        http.Features.Set<IHttpResponseFeature>(wire);
        http.Features.Set<IHttpRequestLifetimeFeature>(wire);
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(wire.Sent));
        return (http, wire);
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
            Session = "s",
            StartKey = "0123456789abcdef",
            Track = SpotifyId.Derive("track", $"{number}"),
            StartedAt = _harness.Clock.Now,
            ListenedMs = 40_000,
            DurationMs = 200_000,
            Tier = Tier.Premium,
            Market = "SE",
        }));

    /// <summary>A response of which it is known what went out.</summary>
    private sealed class Wire : HttpResponseFeature, IHttpRequestLifetimeFeature
    {
        public MemoryStream Sent { get; } = new();

        public bool IsAborted { get; private set; }

        public override bool HasStarted => Sent.Length > 0;

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsAborted = true;
    }

    private sealed class Endless(int records, Action<long> made) : IPersonalData
    {
        public string Name => "endless";

        public IReadOnlyList<string> Places => [];

        public async IAsyncEnumerable<PersonalRecord> ExportAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var data = JsonSerializer.SerializeToElement(new { text = new string('x', 1000) });
            for (var i = 0; i < records; i++)
            {
                made((i * 1000L) + 1);
                yield return new PersonalRecord("thing", $"{i}", data);
            }

            await Task.CompletedTask;
        }

        public Task<int> EraseAsync(string userId, CancellationToken cancellationToken) => Task.FromResult(0);
    }
}
