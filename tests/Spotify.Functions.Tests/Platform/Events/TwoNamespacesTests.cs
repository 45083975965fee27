using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Azure.Messaging.EventHubs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shouldly;
using Spotify.Core.Telemetry;
using Spotify.EmbeddedRuntime.Hosting;
using Spotify.Functions.Platform;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Events;
using Spotify.Functions.Platform.Http;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Events;

public sealed class TwoNamespacesTests
{
    private const int Users = 200;

    [Fact]
    public async Task With_two_namespaces_a_user_always_goes_to_the_same_one_and_both_are_consumed()
    {
        using var folder = new TempFolder();
        var names = new[] { $"{Path.GetFileName(folder.Path)}-a", $"{Path.GetFileName(folder.Path)}-b" };
        // Each namespace is read by a deployment of its own; both send to both.
        using var first = await StartAsync(folder, names, 0);
        using var second = await StartAsync(folder, names, 1);
        var hosts = new[] { first, second };
        var publishers = hosts.Select(host => host.Services.GetRequiredService<EventHubPublisher>()).ToList();
        var results = await Task.WhenAll(Enumerable.Range(0, Users).SelectMany(user => Enumerable.Range(0, 4).Select(part => publishers[part % 2].PublishAsync(
            EventHubNames.Plays, user.ToString(CultureInfo.InvariantCulture), [new EventBody(Encoding.UTF8.GetBytes($"{user}:{part}"), 1)], CancellationToken.None))));
        results.ShouldAllBe(result => result == PublishResult.Published);

        var seen = hosts.Select(host => host.Services.GetRequiredService<Seen>().Texts).ToList();
        await Eventually.HoldsAsync("both namespaces are read to their end", TimeSpan.FromSeconds(60), () => seen.Sum(one => one.Count) == Users * 4);
        var users = seen.ConvertAll(one => one.Select(text => text.Split(':')[0]).ToHashSet());
        users[0].Intersect(users[1]).ShouldBeEmpty();
        users[0].Union(users[1]).Count().ShouldBe(Users);
        users.ShouldAllBe(one => one.Count > Users / 4);
        seen.SelectMany(one => one).Distinct().Count().ShouldBe(Users * 4);
        foreach (var host in hosts)
            await host.StopAsync();
    }

    private static async Task<IHost> StartAsync(TempFolder folder, string[] names, int own)
    {
        var data = folder.File(names[own]);
        Directory.CreateDirectory(data);
        var builder = FunctionsApplication.CreateBuilder(["--Embedded:Port", "0", "--Embedded:DataDirectory", data]);
        builder.Configuration["AzureFunctionsJobHost:extensions:http:routePrefix"] = "";
        builder.Configuration["EventHubs"] = Connection(names[own]);
        for (var i = 0; i < names.Length; i++)
            builder.Configuration[$"EventHubs:producers:{i}"] = Connection(names[i]);
        builder.Configuration["EventHubs:partitions"] = "4";
        builder.Logging.ClearProviders();
        builder.ConfigureFunctionsWebApplication();
        builder.UseHttpManners();
        builder.Services.AddDevelopmentAuthority(builder.Configuration).AddPlatform(builder.Configuration).AddDocuments(builder.Configuration)
            .AddEvents(builder.Configuration).AddSingleton<Seen>();
        builder.Services.Configure<EmbeddedRuntimeOptions>(options => options.FunctionTypes.Add(typeof(SeePlays)));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static string Connection(string name) => $"Endpoint=sb://{name}/;SharedAccessKeyName=a;SharedAccessKey=b";

    public sealed class Seen
    {
        public ConcurrentBag<string> Texts { get; } = [];
    }

    public sealed class SeePlays(Seen seen)
    {
        [Function("SeePlays")]
        public void Run([EventHubTrigger(EventHubNames.Plays, ConsumerGroup = ConsumerGroups.Ledger, Connection = EventHubNames.Connection)] EventData[] events)
        {
            foreach (var one in events)
                seen.Texts.Add(one.EventBody.ToString());
        }
    }
}
