using Shouldly;
using Spotify.EmbeddedRuntime.Tests.Api.Samples;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Api;

/// <summary>The comparison would be worthless if it missed anything: each small change of the listing must be seen.</summary>
public sealed class ApiComparisonTests
{
    private const string Listing = """
        Text before the first namespace means nothing.
        // ==== package/assembly Some.Package
        namespace Spotify.EmbeddedRuntime.Tests.Api.Samples
          public enum Colour
            { Red=0, Green=5 }
          public delegate Task Step(string name);
          public abstract class Machine : IDisposable
            protected Machine(int speed = 3);
            public const int Wheels;
            public string? Label { get; init; }
            protected abstract IReadOnlyList<int> Gears { get; }
            public virtual Task<T> RunAsync<T>(string? what = default, CancellationToken cancellationToken = default);
            public void Dispose();
            public void NotDeclared();
          public static class MachineExtensions
            public static Machine With(this Machine machine, params string[] parts);
          public class Note
            public Note(string Text, DateTimeOffset? At = default);
            protected Note(Note original);
            protected virtual Type EqualityContract { get; }
            public string Text { get; init; }
            public DateTimeOffset? At { get; init; }
            public void Deconstruct(out string Text, out DateTimeOffset?? At);
        // ==== package/assembly Other.Package (in one line each)
        namespace Spotify.EmbeddedRuntime.Tests.Api.Samples
          public sealed class Packet : IDisposable { Packet(string body); string? Id; int Size { get; } bool TryAdd(string body); }
          public class Sender
            Task SendAsync(Packet packet, SendOptions options);   // SendOptions { string? Key; long? Limit }
        """;

    private static readonly Type[] Declared =
        [typeof(Colour), typeof(Step), typeof(Machine), typeof(MachineExtensions), typeof(Note), typeof(Packet), typeof(Sender), typeof(SendOptions)];

    [Fact]
    public void What_is_declared_as_listed_has_no_differences() => Differences(Listing).ShouldBeEmpty();

    [Theory]
    [InlineData("Green=5", "Green=6", "Colour")]
    [InlineData("Green=5", "Green=5, Blue=6", "Colour")]
    [InlineData("Step(string name)", "Step(string title)", "Step")]
    [InlineData("public abstract class Machine", "public class Machine", "Machine")]
    [InlineData("Machine : IDisposable", "Machine", "Machine")]
    [InlineData("Machine : IDisposable", "Machine : IDisposable, ICloneable", "Machine")]
    [InlineData("int speed = 3", "int speed = 4", "Machine")]
    [InlineData("int speed = 3", "int speed", "Machine")]
    [InlineData("protected Machine(", "public Machine(", "Machine")]
    [InlineData("public const int Wheels;", "public static readonly int Wheels;", "Machine")]
    [InlineData("string? Label", "string Label", "Machine")]
    [InlineData("Label { get; init; }", "Label { get; set; }", "Machine")]
    [InlineData("protected abstract IReadOnlyList<int> Gears", "protected virtual IReadOnlyList<int> Gears", "Machine")]
    [InlineData("IReadOnlyList<int> Gears", "IReadOnlyList<long> Gears", "Machine")]
    [InlineData("RunAsync<T>(string? what", "RunAsync<T>(string? which", "Machine")]
    [InlineData("RunAsync<T>(string? what", "RunAsync<T>(string what", "Machine")]
    [InlineData("public virtual Task<T> RunAsync", "public abstract Task<T> RunAsync", "Machine")]
    [InlineData("CancellationToken cancellationToken = default", "CancellationToken cancellationToken", "Machine")]
    [InlineData("this Machine machine", "Machine machine", "MachineExtensions")]
    [InlineData("params string[] parts", "string[] parts", "MachineExtensions")]
    [InlineData("protected Note(Note original);", "", "Note")]
    [InlineData("out string Text", "string Text", "Note")]
    [InlineData("DateTimeOffset? At = default", "DateTimeOffset At = default", "Note")]
    [InlineData("string? Id;", "string Id;", "Packet")]
    [InlineData("int Size { get; }", "int Size { get; set; }", "Packet")]
    [InlineData("bool TryAdd(string body)", "bool TryAdd(string text)", "Packet")]
    [InlineData("Packet : IDisposable {", "Packet {", "Packet")]
    [InlineData("SendAsync(Packet packet,", "SendAsync(Packet batch,", "Sender")]
    [InlineData("long? Limit", "int? Limit", "SendOptions")]
    public void A_small_change_of_the_listing_is_seen(string listed, string changed, string type)
    {
        Listing.ShouldContain(listed);

        var differences = Differences(Listing.Replace(listed, changed, StringComparison.Ordinal));

        differences.ShouldNotBeEmpty();
        differences.ShouldAllBe(difference => difference.StartsWith($"Spotify.EmbeddedRuntime.Tests.Api.Samples.{type}:"));
    }

    [Fact]
    public void A_type_that_the_listing_does_not_have_is_seen() =>
        Differences(Listing.Replace("Note", "Memo", StringComparison.Ordinal)).ShouldContain(difference => difference.EndsWith("Note: is not in the listing"));

    [Fact]
    public void A_type_that_is_only_mentioned_may_be_nothing_but_a_shell()
    {
        const string mention = """
            namespace Spotify.EmbeddedRuntime.Tests.Api.Samples
              public class Holder
                public Holder(Colour colour, Shell shell, Packet packet);
            """;

        ApiComparison.Compare(ApiListing.Parse(mention), [ApiReflection.Describe(typeof(Shell))]).ShouldBeEmpty();
        ApiComparison.Compare(ApiListing.Parse(mention), [ApiReflection.Describe(typeof(Packet))]).ShouldNotBeEmpty();
    }

    private static IReadOnlyList<string> Differences(string listing) =>
        ApiComparison.Compare(ApiListing.Parse(listing), Declared.Select(ApiReflection.Describe));
}
