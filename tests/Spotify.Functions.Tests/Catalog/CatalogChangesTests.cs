using System.Collections.Concurrent;
using System.Text;
using Azure.Messaging.EventHubs;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Events;
using Spotify.Functions.Tests.Hosting;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Catalog;

/// <summary>Changes on their way to whoever keeps copies of the catalogue.</summary>
public sealed class CatalogChangesTests
{
    [Fact]
    public void What_is_written_is_read() =>
        Prop.ForAll(
            Arb.From(Gen.ListOf(from kind in Gen.Elements<string>(CatalogKinds.All)
                                from id in Gen.Choose(0, int.MaxValue)
                                from at in Gen.Choose(0, int.MaxValue)
                                select new CatalogChange(kind, SpotifyId.Derive("x", $"{id}"), DateTimeOffset.FromUnixTimeSeconds(at)))),
            changes => CatalogChanges.Read(CatalogChanges.Write([.. changes])).ShouldBe(changes)).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void The_most_changes_of_an_event_fit_into_one() =>
        CatalogChanges.Write([.. Enumerable.Repeat(new CatalogChange(CatalogKinds.Audiobook, SpotifyId.Derive("x"), DateTimeOffset.MaxValue), CatalogChanges.MaxInEvent)]).Length
            .ShouldBeLessThan(EventHubPublisher.MaxEventBytes);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"v":2,"changes":[]}""")]
    [InlineData("""{"v":1}""")]
    [InlineData("[]")]
    public void What_is_none_of_ours_is_said_to_be_so(string body) => Should.Throw<FormatException>(() => CatalogChanges.Read(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void A_change_of_a_kind_that_is_not_known_is_left_out() =>
        CatalogChanges.Read("""{"v":1,"changes":[{"kind":"poem","id":"0000000000000000000001","at":"2026-01-01T00:00:00Z"},{"kind":"track","id":"x","at":"2026-01-01T00:00:00Z"},{"kind":null,"id":null,"at":"2026-01-01T00:00:00Z"}]}"""u8)
            .ShouldBeEmpty();

    [Fact]
    public async Task A_publication_reaches_the_search_index_through_the_hub()
    {
        await using var application = await ComposedApplication.StartAsync([typeof(HearChanges)], services: services => services.AddSingleton<HeardChanges>());
        var release = TestReleases.New();
        (await application.Services.GetRequiredService<ICatalog>().PublishAsync(release.Album, release.Tracks)).ShouldBe(PublishOutcome.Published);
        var heard = application.Services.GetRequiredService<HeardChanges>();
        await Eventually.HoldsAsync("the changes are heard", TimeSpan.FromSeconds(30), () => heard.All.Count >= 4);
        heard.All.Select(change => change.Id).ShouldBe([release.Album.Id, .. release.Tracks.Select(track => track.Id), release.Album.Artists[0].Id]);
    }
}

/// <summary>What was heard.</summary>
public sealed class HeardChanges
{
    internal ConcurrentQueue<CatalogChange> All { get; } = new();
}

/// <summary>Hears the changes as the search index will.</summary>
public sealed class HearChanges(HeardChanges heard)
{
    [Function(nameof(HearChanges))]
    public void Run([EventHubTrigger(EventHubNames.Catalog, ConsumerGroup = ConsumerGroups.Search, Connection = EventHubNames.Connection, IsBatched = true)] EventData[] events)
    {
        foreach (var change in events.SelectMany(data => CatalogChanges.Read(data.EventBody.ToMemory().Span)))
            heard.All.Enqueue(change);
    }
}
