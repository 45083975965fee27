using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Spotify.Functions.Platform.Events;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Events;

public sealed class EventHubOptionsTests
{
    [Theory]
    [InlineData("EventHubs:partitions", "many", "EventHubs__partitions")]
    [InlineData("EventHubs:partitions", "2001", "EventHubs__partitions")]
    [InlineData("EventHubs:maxWaitingBytes", "1024", "EventHubs__maxWaitingBytes")]
    [InlineData("EventHubs:maxWaitingBytes", "64 MB", "EventHubs__maxWaitingBytes")]
    [InlineData("EventHubs:sendTimeout", "soon", "EventHubs__sendTimeout")]
    [InlineData("EventHubs:producers:1", "", "EventHubs__producers__1")]
    [InlineData("EventHubs:producers:1", "AccountName=x;AccountKey=y", "EventHubs__producers__1")]
    [InlineData("EventHubs:producers:1", "ONE.servicebus.windows.net", "EventHubs__producers__1: namespace")]
    [InlineData("EventHubs", "Endpoint=https://x/", "EventHubs: this is no")]
    public void A_wrong_setting_is_refused_by_its_name(string setting, string value, string fault) =>
        Should.Throw<OptionsValidationException>(() => Read(new() { [setting] = value })).Failures.ShouldHaveSingleItem().ShouldStartWith(fault);

    [Fact]
    public void Without_producers_the_usual_namespace_is_sent_to() =>
        Read(new() { ["EventHubs:producers:0"] = null }).Namespaces().ShouldHaveSingleItem().ShouldBe(new EventNamespace("usual", "Endpoint=sb://usual/;SharedAccessKey=k"));

    [Fact]
    public void Producers_are_connection_strings_or_names_and_a_name_is_what_counts()
    {
        var options = Read(new() { ["EventHubs:producers:1"] = "Endpoint=sb://two.servicebus.windows.net/;SharedAccessKey=k", ["EventHubs:partitions"] = "32" });
        options.Partitions.ShouldBe(32);
        options.Namespaces().ShouldBe(
            [new EventNamespace("one.servicebus.windows.net", null), new EventNamespace("two.servicebus.windows.net", "Endpoint=sb://two.servicebus.windows.net/;SharedAccessKey=k")]);
    }

    private static EventHubOptions Read(Dictionary<string, string?> settings)
    {
        var all = new Dictionary<string, string?> { ["EventHubs"] = "Endpoint=sb://usual/;SharedAccessKey=k", ["EventHubs:producers:0"] = "one.servicebus.windows.net" };
        foreach (var (name, value) in settings)
            all[name] = value;
        foreach (var name in all.Where(one => one.Value is null).Select(one => one.Key).ToList())
            all.Remove(name);
        var services = new ServiceCollection().AddEvents(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<EventHubOptions>>().Value;
    }
}
