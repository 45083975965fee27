using System.Collections.Concurrent;
using System.Diagnostics;
using Shouldly;
using Spotify.EmbeddedRuntime.Hosting;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Hosting;

public sealed class TracingTests
{
    [Fact]
    public async Task An_invocation_is_a_span_in_the_trace_of_its_caller()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EmbeddedRuntimeTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var host = await RunningHost.StartAsync<TracedFunctions>();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/Traced");
        request.Headers.Add("traceparent", $"00-{trace}-b7ad6b7169203331-01");

        using var response = await host.Client.SendAsync(request);

        (await response.Content.ReadAsStringAsync()).ShouldBe(trace);
        var span = spans.Single(activity => activity.TraceId.ToString() == trace);
        span.DisplayName.ShouldBe("function Traced");
        span.Kind.ShouldBe(ActivityKind.Server);
        span.ParentSpanId.ToString().ShouldBe("b7ad6b7169203331");
        span.GetTagItem("faas.trigger").ShouldBe("httpTrigger");
    }
}
