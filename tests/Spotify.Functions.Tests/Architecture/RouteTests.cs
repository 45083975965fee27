using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Shouldly;
using Spotify.Functions.Platform.Http;
using Xunit;

namespace Spotify.Functions.Tests.Architecture;

/// <summary>Every route and what it demands. A route that is new, or demands something else than before, is written down here by hand, on purpose.</summary>
public class RouteTests
{
    internal static readonly IReadOnlyList<(MethodInfo Method, HttpTriggerAttribute Trigger)> Routes =
    [
        .. from type in typeof(Program).Assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
           from parameter in method.GetParameters()
           let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
           where trigger is not null
           select (method, trigger),
    ];

    [Fact]
    public void Every_route_demands_what_is_written_here() =>
        Routes.Select(route => $"{string.Join('|', route.Trigger.Methods!)} {route.Trigger.Route}: {route.Method.GetCustomAttribute<AccessAttribute>()?.Kind.ToString() ?? "NOBODY"}")
            .Order(StringComparer.Ordinal)
            .ShouldBe(
            [
                "delete v1/admin/catalog/{kind}/{id}: Admin",
                "delete v1/admin/clients/{client}/secrets/{secret}: Admin",
                "delete v1/admin/clients/{client}: Admin",
                "delete v1/admin/editorial/{name}: Admin",
                "delete v1/admin/royalties/functional/{track}: Admin",
                "delete v1/admin/users/{user}/data: Admin",
                "delete v1/me/data: Listener",
                "delete v1/me/family/invitations/{invitation}: Listener",
                "delete v1/me/family/members/{member}: Listener",
                "delete v1/me/family: Listener",
                "delete v1/me/grants/{grant}: Listener",
                "delete v1/me/grants: Listener",
                "get .well-known/jwks.json: Public",
                "get .well-known/openid-configuration: Public",
                "get authorize: Public",
                "get docs: Public",
                "get health/live: Public",
                "get health/ready: Public",
                "get metrics: Admin",
                "get openapi.json: Public",
                "get signin: Public",
                "get signout: Public",
                "get signup: Public",
                "get v1/admin/accounts/suspicious: Admin",
                "get v1/admin/archive: Admin",
                "get v1/admin/artificial/{date}: Admin",
                "get v1/admin/audit: Admin",
                "get v1/admin/billing/parked: Admin",
                "get v1/admin/chaos: Admin",
                "get v1/admin/clients/{client}: Admin",
                "get v1/admin/clients: Admin",
                "get v1/admin/dashboard/data: Admin",
                "get v1/admin/dashboard: Public",
                "get v1/admin/editorial/{name}: Admin",
                "get v1/admin/editorial: Admin",
                "get v1/admin/erasures/{instance}: Admin",
                "get v1/admin/flags/{name}: Admin",
                "get v1/admin/flags: Admin",
                "get v1/admin/health: Admin",
                "get v1/admin/ingestion/{label}/{batch}: Admin",
                "get v1/admin/ingestion: Admin",
                "get v1/admin/live/tracks/{id}: Admin",
                "get v1/admin/live: Admin",
                "get v1/admin/periods/{period}: Admin",
                "get v1/admin/recommendations/models: Admin",
                "get v1/admin/recommendations/weeks/{week}: Admin",
                "get v1/admin/releases/openings: Admin",
                "get v1/admin/revenue/{period}: Admin",
                "get v1/admin/royalties/agreements/{licensor}/{id}: Admin",
                "get v1/admin/royalties/agreements/{licensor}: Admin",
                "get v1/admin/royalties/charges/{id}: Admin",
                "get v1/admin/royalties/escrow/{period}: Admin",
                "get v1/admin/royalties/escrow: Admin",
                "get v1/admin/royalties/functional: Admin",
                "get v1/admin/royalties/parties/{party}: Admin",
                "get v1/admin/royalties/parties: Admin",
                "get v1/admin/royalties/rates/{period}: Admin",
                "get v1/admin/royalties/treaties: Admin",
                "get v1/admin/royalties/{period}/progress: Admin",
                "get v1/admin/royalties/{period}: Admin",
                "get v1/admin/royalties: Admin",
                "get v1/admin/search: Admin",
                "get v1/admin/users/{user}/data: Admin",
                "get v1/admin/users: Admin",
                "get v1/albums/{id}/tracks: App",
                "get v1/albums/{id}: App",
                "get v1/albums: App",
                "get v1/artists/{id}/albums: App",
                "get v1/artists/{id}/fans-also-like: App",
                "get v1/artists/{id}/listeners: Listener",
                "get v1/artists/{id}/related-artists: App",
                "get v1/artists/{id}/splits/{track}/{side}/{party}: Listener",
                "get v1/artists/{id}/top-tracks: App",
                "get v1/artists/{id}: App",
                "get v1/artists: App",
                "get v1/audio-analysis/{id}: App",
                "get v1/audio-features/{id}: App",
                "get v1/audio-features: App",
                "get v1/audiobooks/{id}/chapters: App",
                "get v1/audiobooks/{id}: App",
                "get v1/audiobooks: App",
                "get v1/browse/activities/{name}: App",
                "get v1/browse/categories/{id}/playlists: App",
                "get v1/browse/categories/{id}: App",
                "get v1/browse/categories: App",
                "get v1/browse/featured-playlists: App",
                "get v1/browse/genres/{name}: App",
                "get v1/browse/moods/{name}: App",
                "get v1/browse/new-releases: App",
                "get v1/chapters/{id}: App",
                "get v1/chapters: App",
                "get v1/charts/daily: Listener",
                "get v1/charts/trending: Listener",
                "get v1/charts/weekly: Listener",
                "get v1/episodes/{id}: App",
                "get v1/episodes: App",
                "get v1/home: Listener",
                "get v1/labels/{label}/artificial: Label",
                "get v1/labels/{label}/deliveries/{batch}: Label",
                "get v1/labels/{label}/deliveries: Label",
                "get v1/labels/{label}/flags: Label",
                "get v1/labels/{label}/splits/{track}: Label",
                "get v1/labels/{label}/splits: Label",
                "get v1/markets: App",
                "get v1/me/daily-mixes/{number}: Listener",
                "get v1/me/daily-mixes: Listener",
                "get v1/me/data: Listener",
                "get v1/me/discover-weekly: Listener",
                "get v1/me/family: Listener",
                "get v1/me/grants: Listener",
                "get v1/me/onboarding: Listener",
                "get v1/me/plan: Listener",
                "get v1/me/player/recently-played: Listener",
                "get v1/me/playlists: Listener",
                "get v1/me/release-radar: Listener",
                "get v1/me/rewind: Listener",
                "get v1/me/top-songs: Listener",
                "get v1/me/top/{type}: Listener",
                "get v1/me: Listener",
                "get v1/playlists/{id}/followers/contains: App",
                "get v1/playlists/{id}/images: App",
                "get v1/playlists/{id}/items: App",
                "get v1/playlists/{id}/tracks: App",
                "get v1/playlists/{id}: App",
                "get v1/radio: Listener",
                "get v1/recommendations/available-genre-seeds: App",
                "get v1/royalties/statements/{period}/{party}.csv: Listener",
                "get v1/royalties/statements/{period}/{party}.html: Listener",
                "get v1/royalties/statements/{period}/{party}/lines: Listener",
                "get v1/royalties/statements/{period}/{party}/why/{pool}/{track}/plays: Listener",
                "get v1/royalties/statements/{period}/{party}/why/{pool}/{track}: Listener",
                "get v1/royalties/statements/{period}/{party}/why/{pool}: Listener",
                "get v1/royalties/statements/{period}/{party}/why: Listener",
                "get v1/royalties/statements/{period}/{party}: Listener",
                "get v1/royalties/statements: Listener",
                "get v1/royalties/{period}/proof/{playId}: Listener",
                "get v1/search/suggest: App",
                "get v1/search: App",
                "get v1/shows/{id}/episodes: App",
                "get v1/shows/{id}: App",
                "get v1/shows: App",
                "get v1/tracks/{id}/hls/master.m3u8: Listener",
                "get v1/tracks/{id}/hls/{rung}.m3u8: Listener",
                "get v1/tracks/{id}/hls: Listener",
                "get v1/tracks/{id}/stream: Listener",
                "get v1/tracks/{id}: App",
                "get v1/tracks: App",
                "get v1/users/{id}/playlists: App",
                "get v1/users/{user}: App",
                "get|head v1/audio/{*blob}: Public",
                "get|head|post|put|patch|delete|options {*path}: Public",
                "post api/revoke: Public",
                "post api/token: Public",
                "post authorize: Public",
                "post signin: Public",
                "post signout: Public",
                "post signup: Public",
                "post v1/admin/archive/{hub}/{hour}/seal: Admin",
                "post v1/admin/artificial/{date}/cases/{case}: Admin",
                "post v1/admin/artificial/{date}/review: Admin",
                "post v1/admin/billing/import: Admin",
                "post v1/admin/billing/parked/{id}/retry: Admin",
                "post v1/admin/catalog/import: Admin",
                "post v1/admin/catalog/popularity: Admin",
                "post v1/admin/catalog/rebuild: Admin",
                "post v1/admin/charts/{date}: Admin",
                "post v1/admin/clients/{client}/secrets: Admin",
                "post v1/admin/clients: Admin",
                "post v1/admin/ingestion/{label}/{batch}/replay: Admin",
                "post v1/admin/periods/{period}/close: Admin",
                "post v1/admin/recommendations/weeks/{week}/make: Admin",
                "post v1/admin/royalties/escrow: Admin",
                "post v1/admin/royalties/{period}/approve: Admin",
                "post v1/admin/royalties/{period}/calculate: Admin",
                "post v1/admin/royalties/{period}/pay: Admin",
                "post v1/admin/royalties/{period}/statements: Admin",
                "post v1/admin/royalties/{period}/what-if: Admin",
                "post v1/admin/search/reindex: Admin",
                "post v1/billing/events: Public",
                "post v1/events: Listener",
                "post v1/identify: App",
                "post v1/labels/{label}/deliveries: Label",
                "post v1/me/close: Listener",
                "post v1/me/family/invitations: Listener",
                "post v1/me/family/join: Listener",
                "post v1/playlists/enhance: Listener",
                "post v1/radio: Listener",
                "put v1/admin/editorial/{name}: Admin",
                "put v1/admin/flags/{name}: Admin",
                "put v1/admin/royalties/agreements/{licensor}/{id}: Admin",
                "put v1/admin/royalties/charges/{id}: Admin",
                "put v1/admin/royalties/functional/{track}: Admin",
                "put v1/admin/royalties/parties/{party}: Admin",
                "put v1/admin/royalties/rates/{period}: Admin",
                "put v1/admin/royalties/treaties: Admin",
                "put v1/admin/users/{user}/roles: Admin",
                "put v1/artists/{id}/profile: Listener",
                "put v1/artists/{id}/splits/{track}/{side}/{party}: Listener",
                "put v1/labels/{label}/splits/{track}/{side}: Label",
                "put v1/me/onboarding: Listener",
                "put v1/me/password: Listener",
                "put v1/me: Listener",
            ]);

    [Fact]
    public void Access_is_the_middlewares_business_so_every_trigger_is_anonymous() =>
        Routes.Where(route => route.Trigger.AuthLevel != AuthorizationLevel.Anonymous).Select(route => route.Trigger.Route).ShouldBeEmpty();

    [Fact]
    public void A_token_in_the_address_will_do_for_playlists_alone() =>
        Routes.Where(route => route.Method.GetCustomAttribute<AccessAttribute>()?.ByAddress == true).Select(route => route.Trigger.Route!).Order(StringComparer.Ordinal)
            .ShouldBe(["v1/tracks/{id}/hls/master.m3u8", "v1/tracks/{id}/hls/{rung}.m3u8"]);

    [Fact]
    public void A_route_for_label_staff_names_the_label() =>
        Routes.Where(route => route.Method.GetCustomAttribute<AccessAttribute>()?.Kind == AccessKind.Label && !route.Trigger.Route!.Contains("{label}", StringComparison.Ordinal))
            .Select(route => route.Trigger.Route).ShouldBeEmpty();

    [Fact]
    public void An_http_function_returns_a_result_because_the_real_integration_writes_nothing_else() =>
        Routes.Where(route => !new[] { typeof(Microsoft.AspNetCore.Http.IResult), typeof(Task<Microsoft.AspNetCore.Http.IResult>) }.Contains(route.Method.ReturnType))
            .Select(route => route.Trigger.Route).ShouldBeEmpty();

    [Fact]
    public void No_route_begins_with_a_word_that_the_functions_host_keeps_for_itself() =>
        Routes.Where(route => route.Trigger.Route!.StartsWith("admin", StringComparison.OrdinalIgnoreCase) || route.Trigger.Route.StartsWith("runtime", StringComparison.OrdinalIgnoreCase))
            .Select(route => route.Trigger.Route).ShouldBeEmpty();
}
