using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Catalog;
using Xunit;

namespace Spotify.Core.Tests.Catalog;

public class SpotifyIdTests
{
    [Theory]
    [InlineData("4uLU6hMCjMI75M1A2tKUQC", true)]
    [InlineData("0000000000000000000000", true)]
    // 2^128 - 1 and the number after it.
    [InlineData("7N42dgm5tFLK9N8MT7fHC7", true)]
    [InlineData("7N42dgm5tFLK9N8MT7fHC8", false)]
    [InlineData("ZZZZZZZZZZZZZZZZZZZZZZ", false)]
    [InlineData("4uLU6hMCjMI75M1A2tKUQ", false)]
    [InlineData("4uLU6hMCjMI75M1A2tKUQCx", false)]
    [InlineData("4uLU6hMCjMI75M1A2tKUQ-", false)]
    [InlineData("4uLU6hMCj/I75M1A2tKUQC", false)]
    [InlineData("", false)]
    public void An_id_is_22_characters_of_base62_within_128_bits(string text, bool isValid) => SpotifyId.IsValid(text).ShouldBe(isValid);

    [Fact]
    public void The_largest_id_is_the_largest_number() =>
        SpotifyId.FromBytes(Enumerable.Repeat((byte)0xFF, 16).ToArray()).ShouldBe("7N42dgm5tFLK9N8MT7fHC7");

    [Fact]
    public void Every_derived_id_is_valid_and_depends_on_where_its_parts_begin() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll<NonNull<string>, NonNull<string>>((one, other) =>
            SpotifyId.IsValid(SpotifyId.Derive("track", one.Get, other.Get))
            && SpotifyId.Derive("track", one.Get, other.Get) == SpotifyId.Derive("track", one.Get, other.Get)
            && (other.Get.Length == 0 || SpotifyId.Derive("track", one.Get + other.Get, "") != SpotifyId.Derive("track", one.Get, other.Get))));
}
