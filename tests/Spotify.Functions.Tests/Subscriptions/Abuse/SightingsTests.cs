using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Core.Playback;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Subscriptions.Abuse;
using Spotify.Functions.Subscriptions.Countries;
using Xunit;

namespace Spotify.Functions.Tests.Subscriptions.Abuse;

public sealed class SightingsTests : IDisposable
{
    private readonly PlanHarness _harness = new();
    private readonly SuspectBook _book;
    private readonly SightingRecorder _recorder;

    public SightingsTests()
    {
        var review = new CountryReview(_harness.Keeper, () => _harness.Accounts, _harness.Time, NullLogger<CountryReview>.Instance);
        _book = new SuspectBook(_harness.Store, review, _harness.Time);
        _recorder = new SightingRecorder(_book, new StuffingWatch(_harness.Time, NullLogger<StuffingWatch>.Instance), _harness.Time, NullLogger<SightingRecorder>.Instance);
    }

    public void Dispose()
    {
        _recorder.Dispose();
        _harness.Dispose();
    }

    [Fact]
    public async Task An_account_that_is_used_on_two_continents_at_once_is_shown_to_operators_with_its_reasons()
    {
        foreach (var country in (string[])["SE", "JP", "SE", "JP"])
        {
            _recorder.See(Caller("shared", country), country, false);
            _harness.Time.Advance(SightingRecorder.Repeat);
        }

        _recorder.See(Caller("single", "phone"), "SE", false);
        await _recorder.FlushAsync(default);
        var suspect = (await _book.ListAsync(10, null, default)).Documents.ShouldHaveSingleItem().Document.Value;
        (suspect.User, suspect.Findings.Select(finding => finding.Reason).First()).ShouldBe(("shared", SuspicionReason.ImpossibleTravel));
    }

    [Fact]
    public async Task The_most_suspected_come_first_and_who_is_suspected_no_more_goes()
    {
        for (var i = 0; i < 12; i++)
        {
            _recorder.See(Caller("some", $"s{i}"), "SE", false);
            _recorder.See(Caller("more", $"s{i}"), i % 2 == 0 ? "SE" : "AU", false);
            _harness.Time.Advance(TimeSpan.FromMinutes(30));
        }

        await _recorder.FlushAsync(default);
        (await _book.ListAsync(10, null, default)).Documents.Select(one => one.Document.Value.User).ShouldBe(["more", "some"]);
        _harness.Time.Advance(TimeSpan.FromDays(9));
        foreach (var user in (string[])["some", "more"])
            _recorder.See(Caller(user, "s0"), "SE", false);
        await _recorder.FlushAsync(default);
        (await _book.ListAsync(10, null, default)).Documents.ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_pays_and_listens_elsewhere_for_fourteen_days_is_moved_and_every_token_hears_of_it()
    {
        await _harness.Plans.ApplyAsync("mover", Payment("DE"), default);
        for (var day = 0; day < 14; day++)
        {
            _recorder.See(Caller("mover", "phone"), "DE", false);
            await _recorder.FlushAsync(default);
            _harness.Accounts.Countries.ShouldNotContainKey("mover");
            _harness.Time.Advance(TimeSpan.FromDays(1));
        }

        _recorder.See(Caller("mover", "phone"), "DE", false);
        await _recorder.FlushAsync(default);
        (_harness.Accounts.Countries["mover"], (await _harness.Plans.GetAsync("mover")).Country).ShouldBe(("DE", "DE"));
        var token = new Caller("mover", Tier.Premium, "SE", new HashSet<string>(), null, null) { IssuedAt = _harness.Time.GetUtcNow().AddMinutes(-10) };
        (_harness.Changes.TryApply(token, out var now) ? now.Country : "").ShouldBe("DE");
        var plan = (await _harness.Keeper.ReadAsync("mover", default))!.Value;
        (plan.CountryBefore, plan.CountryAt).ShouldBe(("SE", _harness.Time.GetUtcNow()));
    }

    [Fact]
    public async Task Who_travels_or_hides_behind_a_relay_is_not_moved()
    {
        await _harness.Plans.ApplyAsync("hidden", Payment("DE"), default);
        for (var day = 0; day < 20; day++)
        {
            _recorder.See(Caller("traveller", "phone"), "ES", false);
            _recorder.See(Caller("hidden", "phone"), null, true);
            await _recorder.FlushAsync(default);
            _harness.Time.Advance(TimeSpan.FromDays(1));
        }

        _harness.Accounts.Countries.ShouldBeEmpty();
        (await _book.ListAsync(10, null, default)).Documents.Select(one => one.Document.Value.User).ShouldBe(["hidden"], "who pays in another country and hides where he is");
    }

    [Fact]
    public async Task The_same_use_is_noted_once_an_hour_and_nothing_waits_for_a_store_that_is_away()
    {
        for (var i = 0; i < 1000; i++)
            _recorder.See(Caller("u1", "phone"), "SE", false);
        var writes = _harness.Store.Writes;
        await _recorder.FlushAsync(default);
        _harness.Store.Writes.ShouldBe(writes + 1);
        _harness.Store.WritesLeft = 0;
        _recorder.See(Caller("u2", "phone"), "SE", false);
        await _recorder.FlushAsync(default);
        _harness.Store.WritesLeft = int.MaxValue;
        await _recorder.FlushAsync(default);
        _harness.Store.Writes.ShouldBe(writes + 1, "a note that could not be stored is dropped");
    }

    [Fact]
    public async Task A_list_of_stuffed_passwords_is_seen_by_its_network_and_whose_password_was_right_is_shown()
    {
        var network = IPAddress.Parse("192.0.2.7");
        for (var i = 0; i < StuffingWatch.ManyAccounts; i++)
            _recorder.Report($"victim{i}@example.com", null, false, IPAddress.Parse($"192.0.2.{i}"));
        _recorder.Report("unlucky@example.com", "unlucky", true, network);
        _recorder.Report("elsewhere@example.com", "elsewhere", true, IPAddress.Parse("198.51.100.1"));
        _harness.Time.Advance(StuffingWatch.Window);
        _recorder.Report("later@example.com", "later", true, network);
        await _recorder.FlushAsync(default);
        (await _book.ListAsync(10, null, default)).Documents.Select(one => (one.Document.Value.User, one.Document.Value.Findings[0].Reason)).ShouldBe([("unlucky", SuspicionReason.StuffedPassword)]);
    }

    [Fact]
    public async Task One_who_forgot_his_password_is_no_list_and_a_guessed_one_is_shown()
    {
        for (var i = 0; i < 30; i++)
            _recorder.Report("me@example.com", "me", false, IPAddress.Parse("192.0.2.7"));
        _recorder.Report("me@example.com", "me", true, IPAddress.Parse("192.0.2.7"));
        await _recorder.FlushAsync(default);
        (await _book.ListAsync(10, null, default)).Documents.ShouldHaveSingleItem().Document.Value.Findings.Select(finding => finding.Reason)
            .ShouldBe([SuspicionReason.FailedSignIns, SuspicionReason.GuessedPassword]);
    }

    [Fact]
    public async Task What_is_known_of_a_suspected_person_is_exported_and_erased_with_him()
    {
        for (var i = 0; i < 12; i++)
            _recorder.See(Caller("some", $"s{i}"), "SE", false);
        await _recorder.FlushAsync(default);
        (await _book.ExportAsync("some", default).ToListAsync()).ShouldHaveSingleItem();
        (await _book.EraseAsync("other", default)).ShouldBe(0);
        (await _book.EraseAsync("some", default)).ShouldBe(1);
        (await _book.ListAsync(10, null, default)).Documents.ShouldBeEmpty();
    }

    private PlanEvent Payment(string country) =>
        new() { Id = "p1", Type = PlanEventType.Paid, Product = Tier.Premium, At = _harness.Time.GetUtcNow(), Until = _harness.Time.GetUtcNow().AddYears(1), Country = country };

    private static Caller Caller(string user, string session) => new(user, Tier.Premium, "SE", new HashSet<string>(), null, null) { Session = session };
}
