using System.Globalization;
using Shouldly;
using Spotify.Core.Playback;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Http;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Auth;

public class TokenCacheTests
{
    [Fact]
    public void However_many_tokens_come_it_holds_twice_its_capacity_at_most_and_the_newest()
    {
        var time = new ManualTime();
        var cache = new TokenCache(time, capacity: 100);
        for (var i = 0; i < 1000; i++)
        {
            cache.Add(i.ToString(CultureInfo.InvariantCulture), Caller(i), time.GetUtcNow().AddMinutes(1));
            cache.Count.ShouldBeLessThanOrEqualTo(200);
        }

        cache.TryGet("999", out var newest).ShouldBeTrue();
        newest!.Subject.ShouldBe("999");
        cache.TryGet("0", out _).ShouldBeFalse();
    }

    [Fact]
    public void A_lookup_allocates_nothing()
    {
        var time = new ManualTime();
        var cache = new TokenCache(time);
        cache.Add("token", Caller(1), time.GetUtcNow().AddMinutes(1));
        const string header = "Bearer token";
        cache.TryGet(header.AsSpan(7), out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            cache.TryGet(header.AsSpan(7), out _);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static Caller Caller(int subject) => new(subject.ToString(CultureInfo.InvariantCulture), Tier.Free, "SE", new HashSet<string>(), null, null);
}
