using Shouldly;
using Spotify.EmbeddedRuntime.Blobs;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Blobs;

public sealed class BlobPathPatternTests
{
    [Theory]
    [InlineData("deliveries/{label}/{batch}/release.json", "lab/b1/release.json", "label=lab,batch=b1")]
    [InlineData("deliveries/{label}/{batch}/release.json", "a/b/c/release.json", "label=a/b,batch=c")]
    [InlineData("deliveries/{label}/{batch}/release.json", "lab/b1/release.json.bak", null)]
    [InlineData("deliveries/{label}/{batch}/release.json", "lab/release.json", null)]
    [InlineData("deliveries/{label}/{batch}/BatchComplete_{rest}.xml", "lab/b1/BatchComplete_2026.xml", "label=lab,batch=b1,rest=2026")]
    [InlineData("in/fixed/name.txt", "fixed/name.txt", "")]
    [InlineData("in/fixed/name.txt", "fixed/nameXtxt", null)]
    [InlineData("in/fixed/name.txt", "fixed/name.txt\n", null)]
    [InlineData("in/pre/{name}", "pre/a/b", "name=a/b")]
    [InlineData("in/pre/{name}", "pre/", "name=")]
    [InlineData("in/pre/{name}", "pre/a\nb", null)]
    [InlineData("in/{{literal}}-{name}", "{literal}-x", "name=x")]
    [InlineData("in", "anything/at all", "")]
    public void Names_match_and_bind(string path, string blob, string? expected)
    {
        BlobPathPattern.TryParse(path, out var pattern, out var problem).ShouldBeTrue(problem);

        pattern!.TryMatch(blob, out var values).ShouldBe(expected is not null);

        if (expected is not null)
            string.Join(',', values!.Select(pair => $"{pair.Key}={pair.Value}")).ShouldBe(expected);
    }

    [Theory]
    [InlineData("{container}/x")]
    [InlineData("/x")]
    [InlineData("in/{open")]
    [InlineData("in/close}")]
    [InlineData("in/{}")]
    [InlineData("in/{a b}")]
    [InlineData("in/{same}/{same}")]
    public void A_path_that_is_none_is_refused(string path)
    {
        BlobPathPattern.TryParse(path, out _, out var problem).ShouldBeFalse();
        problem.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void The_literal_beginning_narrows_the_listing()
    {
        BlobPathPattern.TryParse("in/a/b{x}/c", out var pattern, out _).ShouldBeTrue();

        pattern!.Prefix.ShouldBe("a/b");
        ContainerScanner.CommonPrefix(["a/b", "a/c", "a/"]).ShouldBe("a/");
        ContainerScanner.CommonPrefix(["x", "y"]).ShouldBe("");
    }
}
