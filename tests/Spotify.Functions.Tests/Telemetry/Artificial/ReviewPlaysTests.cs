using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Telemetry.Artificial;
using Spotify.Functions.Tests.Ingestion;
using Spotify.Functions.Tests.Platform.Http;
using Xunit;

namespace Spotify.Functions.Tests.Telemetry.Artificial;

/// <summary>From played events through the ledger to cases, counts and what labels see.</summary>
public sealed class ReviewPlaysTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = TelemetryHarness.Now.Date.AddDays(-1);
    private static readonly DateOnly Day = DateOnly.FromDateTime(Start.Date);
    private readonly TelemetryHarness _harness = new();

    private ReviewCases Cases => new(_harness.Store, _harness.Process.Exclusions, _harness.Time);

    public ValueTask DisposeAsync() => _harness.DisposeAsync();

    [Fact]
    public async Task A_track_on_repeat_is_paid_up_to_the_bound_and_every_count_says_so()
    {
        await PlayAsync("bot", 130, 190, _ => _harness.Tracks[0]);
        await PlayAsync("alice", 20, 190, i => _harness.Tracks[i % 3]);
        (await _harness.CountAsync(_harness.Tracks[0])).ShouldBe(137);

        var figures = await ReviewAsync("first");
        figures.ShouldBe(new ReviewFigures(2, 150, 1, 30));
        (await _harness.CountAsync(_harness.Tracks[0])).ShouldBe(107);
        (await _harness.DaysAsync(_harness.Tracks[0]))[$"day:{Day:yyyy-MM-dd}"].Excluded!["TRACK_ON_REPEAT"].ShouldBe(30);
        var ledger = await _harness.LedgerAsync("bot");
        ledger.Count.ShouldBe(130);
        ledger.Count(play => play.Counted).ShouldBe(100);
        ledger.Where(play => !play.Counted).ShouldAllBe(play => play.Excluded == "TRACK_ON_REPEAT" && play.Delta == 0);
        (await _harness.LedgerAsync("alice")).ShouldAllBe(play => play.Counted);

        (await ReviewAsync("again")).ShouldBe(figures);
        (await _harness.CountAsync(_harness.Tracks[0])).ShouldBe(107);
        (await CasesAsync()).ShouldHaveSingleItem().Document.Value.Status.ShouldBe(CaseStatus.Excluded);
    }

    [Fact]
    public async Task An_operator_brings_plays_back_and_no_later_review_takes_them_out_again()
    {
        await PlayAsync("fan", 130, 190, _ => _harness.Tracks[0]);
        await ReviewAsync("first");
        var (id, _) = (await CasesAsync()).ShouldHaveSingleItem();
        (await ExcludedOfLabelAsync()).ShouldHaveSingleItem().Plays.ShouldBe(30);

        (await DecideAsync(id, "restore")).Status.ShouldBe(204);
        (await _harness.CountAsync(_harness.Tracks[0])).ShouldBe(130);
        (await ExcludedOfLabelAsync()).ShouldBeEmpty();
        await ReviewAsync("again");
        (await _harness.CountAsync(_harness.Tracks[0])).ShouldBe(130);
        var restored = (await CasesAsync()).ShouldHaveSingleItem().Document.Value;
        restored.Status.ShouldBe(CaseStatus.Restored);
        restored.ReviewedBy.ShouldBe("operator");
        restored.Note.ShouldBe("looked at");

        (await DecideAsync(id, "confirm")).Status.ShouldBe(204);
        (await _harness.CountAsync(_harness.Tracks[0])).ShouldBe(100);
        (await ExcludedOfLabelAsync()).ShouldHaveSingleItem().ShouldBe(new LabelExcluded($"{Day:yyyy-MM-dd}", _harness.Tracks[0], "TRACK_ON_REPEAT", 30));
    }

    [Fact]
    public async Task A_network_of_machines_is_found_across_the_parts_of_the_ledger()
    {
        for (var bot = 0; bot < 24; bot++)
            await PlayAsync($"bot-{bot}", 10, 190, _ => _harness.Tracks[1], network: 77);
        for (var person = 0; person < 8; person++)
            await PlayAsync($"person-{person}", 9, 190, i => _harness.Tracks[i % 3], network: 78);
        var figures = await ReviewAsync("first");
        figures.Excluded.ShouldBe(240);
        (await _harness.CountAsync(_harness.Tracks[1])).ShouldBe(24);
        (await CasesAsync()).Select(one => (one.Document.Value.Reason, one.Document.Value.Plays.Count)).Distinct().ShouldBe([("NETWORK_BURST", 10)]);
        (await _harness.LedgerAsync("person-0")).ShouldAllBe(play => play.Counted);
    }

    [Fact]
    public async Task A_review_that_is_killed_after_any_write_is_finished_by_the_next()
    {
        await PlayAsync("bot", 112, 190, _ => _harness.Tracks[0]);
        for (var after = 0; ; after++)
        {
            _harness.Restart();
            _harness.Store.CrashAfter = after;
            try
            {
                await ReviewAsync("first");
                break;
            }
            catch (Exception exception) when (exception is OperationCanceledException or Microsoft.DurableTask.TaskFailedException)
            {
                after.ShouldBeLessThan(200);
            }
        }

        _harness.Restart();
        (await ReviewAsync("first")).Excluded.ShouldBe(12);
        (await _harness.CountAsync(_harness.Tracks[0])).ShouldBe(100);
    }

    [Fact]
    public async Task What_the_routes_cannot_take_they_refuse_by_name()
    {
        (await DecideAsync("nobody", "restore")).Reason.ShouldBe("NOT_FOUND");
        (await DecideAsync("nobody", "forget")).Reason.ShouldBe("INVALID_REQUEST");
        (await DecideAsync("nobody", "restore", "19-11-2026")).Reason.ShouldBe("NOT_FOUND");
        foreach (var query in (string[])["?limit=0", "?limit=201", "?limit=x", "?reason=MAGIC", "?after=%%%"])
        {
            var request = new DefaultHttpContext().Request;
            request.QueryString = new QueryString(query);
            (await Answer.Of(await new ListCases(Cases).Run(request, "2026-11-19", default))).Reason.ShouldBe("INVALID_REQUEST", query);
        }

        var other = new DefaultHttpContext().Request;
        other.QueryString = new QueryString("?month=2026-13");
        (await Answer.Of(await new ListLabelArtificial(Cases, _harness.Time).Run(other, "label-a", default))).Reason.ShouldBe("INVALID_REQUEST");
    }

    private async Task<IReadOnlyList<(string Id, StoredDocument<ArtificialCase> Document)>> CasesAsync() =>
        (await Cases.ListAsync(Day, null, 1000, null, default)).Documents;

    private async Task<IReadOnlyList<LabelExcluded>> ExcludedOfLabelAsync()
    {
        var request = new DefaultHttpContext().Request;
        request.QueryString = new QueryString($"?month={Day:yyyy-MM}");
        var answer = await Answer.Of(await new ListLabelArtificial(Cases, _harness.Time).Run(request, "label-a", default));
        answer.Status.ShouldBe(200, answer.Body);
        return answer.Json.GetProperty("excluded").Deserialize<List<LabelExcluded>>(ApiJson.Options)!;
    }

    private async Task<Answer> DecideAsync(string id, string decision, string? date = null)
    {
        var http = new DefaultHttpContext();
        http.SetCaller(new Caller("operator", Tier.Premium, "SE", new HashSet<string> { Caller.AdminScope }, null, null));
        http.Request.Body = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(new { decision, note = "looked at" }));
        return await Answer.Of(await new DecideCase(Cases).Run(http.Request, date ?? $"{Day:yyyy-MM-dd}", id.Replace(ArtificialCase.IdPrefix, "", StringComparison.Ordinal), default));
    }

    private async Task<ReviewFigures> ReviewAsync(string run)
    {
        var review = new DayReview(_harness.Store, new DayPlays(_harness.Store, _harness.Time), Cases, NullLogger<DayReview>.Instance);
        var story = new StoryContext(new ReviewInput($"{Day:yyyy-MM-dd}", run), new Dictionary<string, Func<Func<Type, object>, Task<object>>>
        {
            [nameof(PlanReview)] = async _ => await new PlanReview(review).Run(new ReviewInput("", ""), default),
            [nameof(ExamineListeners)] = async input => await new ExamineListeners(review).Run((ReviewPart)input(typeof(ReviewPart)), default),
            [nameof(FindSuspects)] = async input => await new FindSuspects(review).Run((ReviewInput)input(typeof(ReviewInput)), default),
            [nameof(ExamineGroups)] = async input => await new ExamineGroups(review).Run((GroupPart)input(typeof(GroupPart)), default),
            [nameof(SummariseReview)] = async input =>
            {
                await new SummariseReview(review).Run((ReviewInput)input(typeof(ReviewInput)), default);
                return "";
            },
        });
        return await ReviewPlays.Run(story);
    }

    /// <summary>Plays one after another through the real consumer.</summary>
    private Task PlayAsync(string user, int count, int seconds, Func<int, string> track, ulong network = 0)
    {
        var at = Start;
        var events = new List<object>();
        for (var play = 0; play < count; play++)
        {
            events.Add(Event("start", play, track(play), 0, at));
            events.Add(Event("skip", play, track(play), seconds, at.AddSeconds(seconds)));
            at = at.AddSeconds(seconds + 1);
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(new { device = new { id = "d1", type = "phone" }, events });
        var request = new EventRequest();
        EventRequestReader.Read(json, json.Length, request).ShouldBe(EventRequestOutcome.Read);
        request.Validate(TelemetryHarness.Now.ToUnixTimeMilliseconds());
        request.ForwardedCount.ShouldBe(events.Count);
        return _harness.DeliverAsync(new EventBatchWriter().Write(request, new ListenerStamp(user, Tier.Premium, "SE", network), 256 * 1024).Select(body => body.ToArray()));

        static object Event(string type, int play, string track, int second, DateTimeOffset at) => new
        {
            id = $"{play}-{type}",
            type,
            session = "s1",
            track,
            position_ms = second * 1000,
            at = at.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture),
        };
    }
}
