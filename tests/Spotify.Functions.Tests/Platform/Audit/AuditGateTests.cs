using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Core;
using Spotify.Functions.Platform.Audit;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Flags;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Tests.Architecture;
using Spotify.Functions.Tests.Hosting;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Audit;

public sealed class AuditGateTests
{
    [Fact]
    public async Task What_an_operator_changes_is_written_down_with_its_end_before_it_is_answered_and_without_the_body()
    {
        await using var application = await ComposedApplication.StartAsync([typeof(PutFlag), typeof(ListFlags), typeof(ListAudit)]);
        using var client = application.Operator();

        (await client.PutAsJsonAsync("/v1/admin/flags/search?note=x&token=secret", new { percent = 50, killed = false, reason = "hunter2" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.PutAsJsonAsync("/v1/admin/flags/nothing", new { percent = 50, killed = false, reason = "hunter2" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.GetAsync("/v1/admin/flags")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var text = await client.GetStringAsync("/v1/admin/audit");
        text.ShouldNotContain("hunter2");
        text.ShouldNotContain("secret");
        var items = Parse(text).Items;
        items.Select(one => (one.Method, one.Route, one.Function, one.Outcome, one.Status)).ShouldBe(
        [
            ("PUT", "v1/admin/flags/{name}", "PutFlag", "refused", 404),
            ("PUT", "v1/admin/flags/{name}", "PutFlag", "done", 200),
        ]);
        items[1].Actor.ShouldBe("operator");
        items[1].Target.ShouldBe(new Dictionary<string, string> { ["name"] = "search", ["note"] = "x", ["token"] = "withheld" }, ignoreOrder: true);
        items[1].RequestId.ShouldNotBeNullOrEmpty();
        items[1].EndedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task Pages_lead_through_the_record_once_and_an_operators_own_can_be_asked_for()
    {
        await using var application = await ComposedApplication.StartAsync([typeof(PutFlag), typeof(ListAudit)]);
        using var client = application.Operator();
        using var other = application.WithToken(application.Token("other/operator", scopes: ["admin"]));
        for (var i = 0; i < 5; i++)
            await client.PutAsJsonAsync($"/v1/admin/flags/f{i}", new { });
        await other.PutAsJsonAsync("/v1/admin/flags/other", new { });

        var (seen, after) = (new List<string>(), "");
        do
        {
            var page = Parse(await client.GetStringAsync($"/v1/admin/audit?limit=2{after}"));
            page.Items.Count.ShouldBe(2);
            seen.AddRange(page.Items.Select(one => one.Target["name"]));
            after = page.Next is null ? "" : $"&after={page.Next}";
        }
        while (after.Length > 0);
        seen.ShouldBe(["other", "f4", "f3", "f2", "f1", "f0"]);

        Parse(await client.GetStringAsync("/v1/admin/audit?actor=other%2Foperator")).Items.ShouldHaveSingleItem().Target["name"].ShouldBe("other");
        Parse(await client.GetStringAsync("/v1/admin/audit?actor=operator")).Items.Count.ShouldBe(5);
        Parse(await client.GetStringAsync("/v1/admin/audit?to=2020-01-01T00:00:00Z")).Items.ShouldBeEmpty();
        Parse(await client.GetStringAsync("/v1/admin/audit?from=2020-01-01T00:00:00Z")).Items.Count.ShouldBe(6);
        foreach (var bad in (string[])["from=yesterday", "after=x", "limit=0", "limit=201"])
            (await client.GetAsync($"/v1/admin/audit?{bad}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest, bad);
    }

    [Fact]
    public async Task Where_it_cannot_be_written_down_it_is_not_done_and_one_that_ends_unseen_stays_as_begun()
    {
        var (trouble, done) = (new Trouble(), new Counter());
        await using var application = await ComposedApplication.StartAsync([typeof(Change), typeof(ListAudit)], services: services =>
        {
            var inner = services.Last(one => one.ServiceType == typeof(IDocumentStore));
            services.AddSingleton(trouble).AddSingleton(done).AddSingleton<IDocumentStore>(provider =>
                TroubledStore.Around((IDocumentStore)(inner.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!)), trouble));
        });
        using var client = application.Operator();

        trouble.Failing = id => id.EndsWith("-0", StringComparison.Ordinal);
        var refused = await client.PostAsync("/test/change", null);
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("DEPENDENCY_UNAVAILABLE");
        done.Value.ShouldBe(0);

        trouble.Failing = id => id.EndsWith("-1", StringComparison.Ordinal);
        (await client.PostAsync("/test/change", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        done.Value.ShouldBe(1);

        trouble.Failing = null;
        (await client.PostAsync("/test/change?fail=1", null)).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        Parse(await client.GetStringAsync("/v1/admin/audit")).Items.Select(one => one.Outcome).ShouldBe(["failed", "unknown"]);
    }

    [Fact]
    public void Nothing_but_creates_touches_the_record() =>
        File.ReadAllText(Path.Combine(Cli.Local.Repository.Root, "functions/Spotify.Functions/Platform/Audit/AuditLog.cs")).Split("DocumentOperation.").Skip(1).ShouldAllBe(use => use.StartsWith("Create("));

    /// <summary>Every route is called for real with an operator's token: one that is new and may change something is here by itself.</summary>
    [Fact]
    public async Task No_route_by_which_an_operator_changes_anything_escapes_the_record()
    {
        var routes = RouteTests.Routes.Where(route => route.Method.GetCustomAttribute<AccessAttribute>() is { Kind: not AccessKind.Public } access
            && (access.IsAudited || route.Trigger.Methods!.Any(method => method is not ("get" or "head" or "options")))).ToList();
        await using var application = await ComposedApplication.StartAsync(routes.Select(route => route.Method.DeclaringType!).Distinct(), new Dictionary<string, string?> { ["Limits:General"] = "1000000" });
        using var client = application.WithToken(application.Token("operator", scopes: ["admin", .. Cli.Local.LocalTokens.ListenerScopes]));
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(10));

        // Bodies are none, so that nothing is done but what needs none; what waits for storage that is not there is left alone.
        var calls = routes.Select(async route =>
        {
            using var request = new HttpRequestMessage(new HttpMethod(route.Trigger.Methods!.First(method => method is not ("head" or "options"))), "/" + Fill(route.Trigger.Route!));
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
            limit.CancelAfter(TimeSpan.FromSeconds(2));
            try
            {
                (await client.SendAsync(request, limit.Token)).Dispose();
            }
            catch (OperationCanceledException)
            {
            }
        });
        await Task.WhenAll(calls);

        var log = application.Services.GetRequiredService<AuditLog>();
        var (written, after) = (new HashSet<string>(StringComparer.Ordinal), (string?)null);
        do
        {
            var page = await log.ListAsync(new AuditQuery("operator", null, null, after, 200), CancellationToken.None);
            written.UnionWith(page.Items.Select(one => one.Function));
            after = page.Next;
        }
        while (after is not null);
        routes.Count.ShouldBeGreaterThan(40);
        routes.Select(route => route.Method.GetCustomAttribute<FunctionAttribute>()!.Name).Except(written).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_listener_changes_is_no_operators_action()
    {
        await using var application = await ComposedApplication.StartAsync([typeof(ListenersChange)]);
        using var client = application.Listener();
        (await client.PostAsync("/test/own", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await application.Services.GetRequiredService<AuditLog>().ListAsync(new AuditQuery(null, null, null, null, 10), CancellationToken.None)).Items.ShouldBeEmpty();
    }

    private static string Fill(string template) => string.Join('/', template.Split('/').Select(part => part.StartsWith('{') ? part.Contains("period", StringComparison.Ordinal) ? "2026-10" : "x1" : part));

    private static AuditPage Parse(string text) => JsonSerializer.Deserialize<AuditPage>(text, ApiJson.Options)!;

    internal sealed class Counter
    {
        public int Value { get; set; }
    }

    internal sealed class Change(Counter counter)
    {
        [Function("Change")]
        [Access(AccessKind.Admin)]
        public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "test/change")] HttpRequest request)
        {
            if (request.Query.ContainsKey("fail"))
                throw new InvalidOperationException("broken");
            counter.Value++;
            return ApiResults.NoContent();
        }
    }

    internal sealed class ListenersChange
    {
        [Function("ListenersChange")]
        [Access(AccessKind.Listener)]
        public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "test/own")] HttpRequest request) => ApiResults.NoContent();
    }

    /// <summary>Which writes of the record fail.</summary>
    internal sealed class Trouble
    {
        public Func<string, bool>? Failing { get; set; }
    }

    /// <summary>A store whose batches fail where it is said.</summary>
#pragma warning disable CA1852 // DispatchProxy derives from it while the test runs.
    internal class TroubledStore : DispatchProxy
#pragma warning restore CA1852
    {
        private IDocumentStore _inner = null!;
        private Trouble _trouble = null!;

        public static IDocumentStore Around(IDocumentStore inner, Trouble trouble)
        {
            var proxy = Create<IDocumentStore, TroubledStore>();
            ((TroubledStore)(object)proxy)._inner = inner;
            ((TroubledStore)(object)proxy)._trouble = trouble;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(IDocumentStore.WriteBatchAsync) && _trouble.Failing is { } failing && ((IReadOnlyList<DocumentOperation>)args![2]!).Any(one => failing(one.Id)))
                throw new TransientException("The store is away.");
            return targetMethod.Invoke(_inner, args);
        }
    }
}
