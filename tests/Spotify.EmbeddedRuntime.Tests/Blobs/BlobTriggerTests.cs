using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Azure.Storage.Blobs;
using Azure.Storage.Sas;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Spotify.EmbeddedRuntime.Hosting;
using Spotify.EmbeddedRuntime.Tests.Events;
using Spotify.EmbeddedRuntime.Tests.Hosting;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Blobs;

public sealed partial class BlobTriggerTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Received _received = new();
    private readonly string _container = $"blobs-{Guid.NewGuid():N}";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_blob_triggers_once_with_the_parts_of_its_name()
    {
        await using var host = await StartAsync<DeliveryFunction>();
        await UploadAsync("lab/b1/other.json", "no");
        await UploadAsync("lab/b1/release.json", "one");
        await _received.UntilEventsAsync(1);
        await UploadAsync("lab/b2/release.json", "two");
        await _received.UntilEventsAsync(2);

        All().ShouldBe(["lab|b1|one", "lab|b2|two"]);
        _received.Deliveries.First().Partition.ShouldBe($"{_container}/lab/b1/release.json");
    }

    [Fact]
    public async Task A_new_version_of_a_blob_triggers_again()
    {
        await using var host = await StartAsync<DeliveryFunction>();
        await UploadAsync("lab/b1/release.json", "one");
        await _received.UntilEventsAsync(1);
        await UploadAsync("lab/b1/release.json", "two");
        await _received.UntilEventsAsync(2);

        All().ShouldBe(["lab|b1|one", "lab|b1|two"]);
    }

    [Fact]
    public async Task Every_parameter_type_gets_the_blob()
    {
        await using var host = await StartAsync<EveryTypeFunctions>();
        await UploadAsync("all/x", "content");

        await _received.UntilEventsAsync(6);

        All().ShouldAllBe(what => what == "x:content");
        _received.Deliveries.Select(delivery => delivery.Function).Distinct().Count().ShouldBe(6);
    }

    [Fact]
    public async Task After_a_restart_only_what_is_new_triggers()
    {
        await UploadAsync("lab/b1/release.json", "one");
        await using (await StartAsync<DeliveryFunction>())
            await _received.UntilEventsAsync(1);
        await UploadAsync("lab/b2/release.json", "two");
        await using (await StartAsync<DeliveryFunction>())
            await _received.UntilEventsAsync(2);

        All().ShouldBe(["lab|b1|one", "lab|b2|two"]);
    }

    [Fact]
    public async Task A_poison_blob_goes_to_the_queue_after_five_tries()
    {
        _received.OnDelivery = (_, _) => throw new InvalidOperationException("no");
        await using var host = await StartAsync<DeliveryFunction>();
        await UploadAsync("lab/bad/release.json", "bad");

        var message = await PoisonMessageAsync("lab/bad/release.json");

        _received.Deliveries.Select(delivery => (delivery.Retry, delivery.MaxRetry)).ShouldBe([(0, 4), (1, 4), (2, 4), (3, 4), (4, 4)]);
        var properties = await new BlobContainerClient(azurite.ConnectionString, _container).GetBlobClient("lab/bad/release.json").GetPropertiesAsync();
        message.EnumerateObject().Select(property => $"{property.Name}={property.Value}").ShouldBe(
        [
            "Type=BlobTrigger", "FunctionId=Host.Functions.Deliver", "BlobType=BlockBlob", $"ContainerName={_container}", "BlobName=lab/bad/release.json",
            $"ETag={properties.Value.ETag.ToString().Trim('"')}",
        ]);
    }

    [Fact]
    public async Task Tries_are_counted_across_restarts_and_a_poisoned_blob_stays_so()
    {
        _received.OnDelivery = (delivery, _) => delivery.Retry < 3 ? throw new InvalidOperationException("no") : new TaskCompletionSource().Task;
        await UploadAsync("lab/bad/release.json", "bad");
        // The fourth try never ends: the process "dies" in it, for this host is left without a shutdown that it would notice.
        var first = await StartAsync<DeliveryFunction>(options => options.DrainTimeout = TimeSpan.Zero);
        await _received.UntilEventsAsync(4);
        var copy = _folder.File("copy");
        CopyDatabase(_folder.Path, copy);
        _received.OnDelivery = (_, _) => throw new InvalidOperationException("no");
        await using (await StartAsync<DeliveryFunction>(dataDirectory: copy))
            await PoisonMessageAsync("lab/bad/release.json");
        _received.Deliveries.Count.ShouldBe(5);

        await using (await StartAsync<DeliveryFunction>(dataDirectory: copy))
        {
            await UploadAsync("lab/good/release.json", "good");
            await _received.UntilAsync(all => all.Any(delivery => delivery.Events[0] == "lab|good|good"));
        }

        All().Count(what => what == "lab|bad|bad").ShouldBe(5);
        await first.DisposeAsync();
    }

    [Fact]
    public async Task A_container_that_is_made_later_is_no_error()
    {
        await using var host = await StartAsync<DeliveryFunction>();

        await UploadAsync("lab/b1/release.json", "one");
        await _received.UntilEventsAsync(1);

        Warnings(host).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_blob_that_a_shutdown_interrupts_comes_again_and_the_try_does_not_count()
    {
        _received.OnDelivery = (_, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);
        await UploadAsync("lab/b1/release.json", "one");
        await using (await StartAsync<DeliveryFunction>(options => options.DrainTimeout = TimeSpan.FromMilliseconds(50)))
            await _received.UntilEventsAsync(1);
        _received.OnDelivery = (_, _) => Task.CompletedTask;
        await using (await StartAsync<DeliveryFunction>())
            await _received.UntilEventsAsync(2);

        _received.Deliveries.Select(delivery => delivery.Retry).ShouldBe([0, 0]);
    }

    [Fact]
    public async Task A_storage_that_is_away_is_reported_once_and_found_again()
    {
        var target = new Uri(BlobEndpoint().Match(azurite.ConnectionString).Groups[1].Value);
        using var relay = new TcpRelay(target.Port);
        relay.Open();
        var connection = azurite.ConnectionString.Replace($":{target.Port}/", $":{relay.Port}/", StringComparison.Ordinal);
        await UploadAsync("lab/b1/release.json", "one");
        await using var host = await StartAsync<DeliveryFunction>(connection: connection);
        await _received.UntilEventsAsync(1);

        relay.Shut();
        await UntilLoggedAsync(host, line => line.Level == LogLevel.Warning && line.Message.Contains("cannot be scanned", StringComparison.Ordinal));
        await UploadAsync("lab/b2/release.json", "two");
        relay.Open();
        await _received.UntilEventsAsync(2);

        await UntilLoggedAsync(host, line => line.Message.Contains("can be scanned again", StringComparison.Ordinal));
        Warnings(host).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task No_more_blobs_are_handled_at_a_time_than_host_json_allows_and_one_that_is_gone_by_then_is_passed_over()
    {
        var (now, most) = (0, 0);
        var release = new TaskCompletionSource();
        _received.OnDelivery = async (_, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await release.Task;
            Interlocked.Decrement(ref now);
        };
        for (var i = 0; i < 5; i++)
            await UploadAsync($"lab/b{i}/release.json", "x");
        await using var host = await StartAsync<DeliveryFunction>(maxDegree: 1);
        await _received.UntilEventsAsync(1);
        var first = All()[0];
        var gone = first.Contains("b4", StringComparison.Ordinal) ? "b3" : "b4";
        await new BlobContainerClient(azurite.ConnectionString, _container).DeleteBlobAsync($"lab/{gone}/release.json");
        release.SetResult();
        await _received.UntilEventsAsync(4);

        most.ShouldBe(1);
        All().ShouldNotContain($"lab|{gone}|x");
        Warnings(host).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_wrong_with_triggers_is_told_at_start_all_at_once()
    {
        var error = await Should.ThrowAsync<InvalidOperationException>(() => RunningHost.StartAsync<DeliveryFunction>(builder =>
        {
            Configure(builder.Configuration, azurite.ConnectionString);
            builder.Configuration["Bad"] = "nonsense";
            builder.Configuration["AzureFunctionsJobHost:extensions:blobs:poisonBlobThreshold"] = "0";
            builder.Services.Configure<EmbeddedRuntimeOptions>(options => options.FunctionTypes.Add(typeof(WrongBlobFunctions)));
            builder.Services.Configure<EmbeddedRuntimeOptions>(options => options.BlobScanInterval = TimeSpan.Zero);
            builder.Services.AddSingleton(_received);
        }));

        foreach (var part in new[] { "WrongBlobType", "WrongPath", "'Nowhere' is missing", "'Bad' is no connection string", "NOTHING", "poisonBlobThreshold", "BlobScanInterval" })
            error.Message.ShouldContain(part);
    }

    private static async Task UntilLoggedAsync(RunningHost host, Func<(string Category, LogLevel Level, string Message, Exception? Exception), bool> condition)
    {
        using var deadline = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        for (var i = 0; i < 3000 && !host.Log.Lines.Any(condition); i++)
            await deadline.WaitForNextTickAsync();
        host.Log.Lines.ShouldContain(line => condition(line));
    }

    private static List<string> Warnings(RunningHost host) =>
        [.. host.Log.Lines.Where(line => line.Level >= LogLevel.Warning && line.Category.StartsWith("Spotify.", StringComparison.Ordinal)).Select(line => line.Message)];

    private static void CopyDatabase(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from, "runtime.db*"))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private List<string> All() => [.. _received.Deliveries.Select(delivery => delivery.Events[0])];

    private void Configure(Microsoft.Extensions.Configuration.ConfigurationManager configuration, string connection)
    {
        configuration["Uploads"] = connection;
        configuration["CONTAINER"] = _container;
    }

    private Task<RunningHost> StartAsync<TFunctions>(
        Action<EmbeddedRuntimeOptions>? configure = null, string? connection = null, string? dataDirectory = null, int maxDegree = 4) =>
        RunningHost.StartAsync<TFunctions>(
            builder =>
            {
                Configure(builder.Configuration, connection ?? azurite.ConnectionString);
                builder.Configuration["AzureFunctionsJobHost:extensions:blobs:maxDegreeOfParallelism"] = maxDegree.ToString(CultureInfo.InvariantCulture);
                builder.Services.Configure<EmbeddedRuntimeOptions>(options =>
                {
                    options.BlobScanInterval = TimeSpan.FromMilliseconds(20);
                    configure?.Invoke(options);
                });
                builder.Services.AddSingleton(_received);
            },
            dataDirectory ?? _folder.Path);

    private async Task UploadAsync(string name, string content)
    {
        var container = new BlobContainerClient(azurite.ConnectionString, _container);
        await container.CreateIfNotExistsAsync();
        await container.GetBlobClient(name).UploadAsync(BinaryData.FromString(content), overwrite: true);
    }

    // The queue is shared by the tests of the run, so the message is looked for by its container.
    private async Task<JsonElement> PoisonMessageAsync(string blob)
    {
        using var http = new HttpClient();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            using var response = await http.GetAsync(QueueAddress(), deadline.Token);
            if (response.IsSuccessStatusCode)
            {
                foreach (var text in XDocument.Parse(await response.Content.ReadAsStringAsync(deadline.Token)).Descendants("MessageText"))
                {
                    var message = JsonDocument.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(text.Value))).RootElement;
                    if (message.GetProperty("ContainerName").GetString() == _container && message.GetProperty("BlobName").GetString() == blob)
                        return message;
                }
            }
        }
    }

    private Uri QueueAddress()
    {
        var account = new BlobServiceClient(azurite.ConnectionString);
        var builder = new AccountSasBuilder(AccountSasPermissions.All, DateTimeOffset.UtcNow.AddHours(1), AccountSasServices.Blobs | AccountSasServices.Queues, AccountSasResourceTypes.All);
        var queues = QueueEndpoint().Match(azurite.ConnectionString).Groups[1].Value.TrimEnd('/');
        return new Uri($"{queues}/webjobs-blobtrigger-poison/messages?peekonly=true&numofmessages=32&{account.GenerateAccountSasUri(builder).Query.TrimStart('?')}");
    }

    [GeneratedRegex("BlobEndpoint=([^;]+)")]
    private static partial Regex BlobEndpoint();

    [GeneratedRegex("QueueEndpoint=([^;]+)")]
    private static partial Regex QueueEndpoint();
}
