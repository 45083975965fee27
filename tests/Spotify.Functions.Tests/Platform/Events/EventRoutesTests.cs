using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Functions.Platform.Events;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Events;

public sealed class EventRoutesTests
{
    private static readonly string[] Names = ["one.servicebus.windows.net", "two.servicebus.windows.net", "three.servicebus.windows.net"];

    [Fact]
    public void A_user_has_one_route_on_every_machine_and_in_whatever_order_namespaces_are_listed() =>
        Prop.ForAll<NonNull<string>>(user =>
        {
            var (place, slot) = new EventRoutes(Names, 32).Of(user.Get);
            var (other, otherSlot) = new EventRoutes(Names.Reverse().Select(name => name.ToUpperInvariant()), 32).Of(user.Get);
            (2 - other, otherSlot).ShouldBe((place, slot));
            slot.ShouldBeInRange(0, 31);
        }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void A_namespace_more_moves_only_those_that_it_takes()
    {
        var (before, after) = (new EventRoutes(Names[..2], 32), new EventRoutes(Names, 32));
        var users = Enumerable.Range(0, 10_000).Select(i => $"user-{i}").ToList();
        users.ShouldAllBe(user => after.Of(user).Namespace == 2 || after.Of(user).Namespace == before.Of(user).Namespace);
        users.Count(user => after.Of(user).Namespace == 2).ShouldBeInRange(3000, 3700);
    }

    [Fact]
    public void Users_are_spread_evenly_over_partitions_in_each_namespace()
    {
        var routes = new EventRoutes(Names[..2], 32);
        var places = Enumerable.Range(0, 64_000).Select(i => routes.Of($"user-{i}")).CountBy(place => place).ToList();
        places.Count.ShouldBe(64);
        places.ShouldAllBe(place => place.Value > 850 && place.Value < 1150);
    }

    // Stored events lie where this says: it may not change.
    [Theory]
    [InlineData("user-1")]
    [InlineData("4uLU6hMCjMI75M1A2tKUQC")]
    [InlineData("")]
    public void A_route_that_was_taken_stays(string user) =>
        new EventRoutes(Names, 32).Of(user).ShouldBe(user switch
        {
            "user-1" => (0, 7),
            "" => (2, 29),
            _ => (0, 5),
        });
}
