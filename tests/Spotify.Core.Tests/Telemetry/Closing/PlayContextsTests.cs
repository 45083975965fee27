using Shouldly;
using Spotify.Core.Telemetry.Closing;
using Xunit;

namespace Spotify.Core.Tests.Telemetry.Closing;

public sealed class PlayContextsTests
{
    [Theory]
    [InlineData("search", true)]
    [InlineData("artist", true)]
    [InlineData("album", true)]
    [InlineData("own_playlist", true)]
    [InlineData("collection", true)]
    [InlineData("library", true)]
    [InlineData("playlist", false)]
    [InlineData("radio", false)]
    [InlineData("autoplay", false)]
    [InlineData("editorial", false)]
    [InlineData("Album", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void What_a_listener_chose_is_told_by_the_context(string? context, bool active) => PlayContexts.IsActive(context).ShouldBe(active);
}
