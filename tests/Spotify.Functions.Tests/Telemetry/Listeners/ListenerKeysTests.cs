using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry.Listeners;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Telemetry.Listeners;

public sealed class ListenerKeysTests : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero));
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly SqliteDocumentStore _documents;

    public ListenerKeysTests() =>
        _documents = new SqliteDocumentStore(_folder.File("documents.db"), TimeProvider.System, NullLogger<SqliteDocumentStore>.Instance);

    public async ValueTask DisposeAsync()
    {
        await _documents.DisposeAsync();
        _random.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_listener_keeps_one_pseudonym_whoever_asks()
    {
        var first = await NewProcess().ResolveAsync(["alice", "bob"], default);
        var again = await NewProcess().ResolveAsync(["bob", "alice"], default);
        again["alice"].Pseudonym.ShouldBe(first["alice"].Pseudonym);
        again["alice"].Since.ShouldBe(_time.GetUtcNow());
        first["alice"].Pseudonym.ShouldNotBe(first["bob"].Pseudonym);
        SpotifyId.IsValid(first["alice"].Pseudonym).ShouldBeTrue();
    }

    [Fact]
    public async Task Processes_that_meet_a_listener_at_the_same_time_agree()
    {
        var users = Enumerable.Range(0, 300).Select(i => $"user-{i}").ToList();
        var seen = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () => await NewProcess().ResolveAsync(users, default))));
        foreach (var user in users)
            seen.Select(one => one[user].Pseudonym).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_same_device_name_of_two_listeners_has_two_keys()
    {
        var listeners = await NewProcess().ResolveAsync(["alice", "bob"], default);
        listeners["alice"].KeyOf("device", "phone").ShouldBe(listeners["alice"].KeyOf("device", "phone"));
        listeners["alice"].KeyOf("device", "phone").ShouldNotBe(listeners["bob"].KeyOf("device", "phone"));
        listeners["alice"].KeyOf("device", "phone").ShouldNotBe(listeners["alice"].KeyOf("device", "tv"));
    }

    [Fact]
    public async Task Asking_for_one_does_not_make_him()
    {
        (await NewProcess().FindAsync("nobody", default)).ShouldBeNull();
        (await _documents.ReadAsync<ListenerKeyDocument>(DocumentContainer.Users, "nobody", ListenerKeyDocument.Id)).ShouldBeNull();
        var known = (await NewProcess().ResolveAsync(["alice"], default))["alice"];
        (await NewProcess().FindAsync("alice", default))!.Pseudonym.ShouldBe(known.Pseudonym);
    }

    [Fact]
    public async Task An_erased_listener_is_nobody_for_good_and_his_key_is_gone()
    {
        var here = NewProcess();
        var elsewhere = NewProcess();
        await here.ResolveAsync(["alice"], default);
        await elsewhere.ResolveAsync(["alice"], default);
        await here.EraseAsync("alice", default);
        await here.EraseAsync("alice", default);

        (await here.ResolveAsync(["alice"], default)).ShouldBeEmpty();
        (await NewProcess().ResolveAsync(["alice"], default)).ShouldBeEmpty();
        (await NewProcess().FindAsync("alice", default)).ShouldBeNull();
        _time.Advance(ListenerKeys.RememberedFor);
        (await elsewhere.ResolveAsync(["alice"], default)).ShouldBeEmpty();
        (await _documents.ReadAsync<ListenerKeyDocument>(DocumentContainer.Users, "alice", ListenerKeyDocument.Id))!.Value.Key.ShouldBeNull();
    }

    [Fact]
    public async Task One_who_was_never_seen_can_be_erased_too()
    {
        await NewProcess().EraseAsync("ghost", default);
        (await NewProcess().ResolveAsync(["ghost"], default)).ShouldBeEmpty();
    }

    private ListenerKeys NewProcess() => new(_documents, _random, _time);
}
