using System.Buffers.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Ingestion.Identity;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Core.Tests.Ingestion.Identity;

public sealed class ChromaprintCodecTests
{
    // What fpcalc 1.5.1 wrote for five seconds of tones, compressed and with -raw.
    private const string Written = "AQAAE0lmKXlx4UGOo10m4j5eDw-MHjqOM8d9dD-cGz2ymwAAoWAAEasQI9A4wiQmAA";

    private static readonly uint[] Raw =
    [
        553887783, 553838631, 553789479, 553789734, 553793830, 558304054, 566696822, 563034742, 562641526, 562641494, 562575942, 562571844, 562575940, 830999364, 294160708,
        831097300, 566856116, 558467492, 554539437,
    ];

    // Every distance between bits, and every number of them.
    private static readonly Gen<uint> Items = Gen.OneOf(
        Gen.Choose(int.MinValue, int.MaxValue).Select(value => (uint)value), Gen.Choose(0, 31).Select(bit => 1u << bit), Gen.Elements(0u, uint.MaxValue, 0x8000_0001u));

    [Fact]
    public void What_fpcalc_writes_is_read_and_written_byte_for_byte()
    {
        ChromaprintCodec.TryDecode(Written, out var fingerprint).ShouldBeTrue();
        fingerprint!.Algorithm.ShouldBe(Fingerprint.UsualAlgorithm);
        fingerprint.Items.ToArray().ShouldBe(Raw);
        ChromaprintCodec.Encode(fingerprint).ShouldBe(Written);
    }

    [Fact]
    public void Whatever_is_written_is_read_again() =>
        Prop.ForAll(Gen.ListOf(Items).ToArbitrary(), Gen.Choose(0, 255).ToArbitrary(), (items, algorithm) =>
        {
            var text = ChromaprintCodec.Encode(new Fingerprint(algorithm, [.. items]));
            ChromaprintCodec.TryDecode(text, out var read).ShouldBeTrue();
            read!.Algorithm.ShouldBe(algorithm);
            read.Items.ToArray().ShouldBe(items);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void No_text_whatever_makes_it_throw() =>
        Prop.ForAll<NonNull<string>>(text => { _ = ChromaprintCodec.TryDecode(text.Get, out _); }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_bytes_whatever_make_it_throw_and_what_it_takes_is_written_back_the_same() =>
        Prop.ForAll<byte[]>(bytes =>
        {
            byte[] framed = [1, 0, 0, (byte)(bytes.Length / 2), .. bytes];
            if (ChromaprintCodec.TryDecode(Base64Url.EncodeToString(framed), out var read))
                read.Items.Length.ShouldBe(bytes.Length / 2);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Theory]
    [InlineData("")]
    [InlineData("AQ")]
    [InlineData("not base64!")]
    [InlineData("AQAAE0lmKXlx4UGOo10m4j5eDw-MHjqOM8d9dD-cGz2ymwAAoWAAEasQI9A4wiQm")] // cut off
    [InlineData("AQAAE0lmKXlx4UGOo10m4j5eDw-MHjqOM8d9dD-cGz2ymwAAoWAAEasQI9A4wiQmAAAA")] // something behind it
    [InlineData("Af___w")] // sixteen million items, and no byte of them
    [InlineData("AQAAAf_______w")] // distances that lead beyond 32 bits
    public void What_is_no_fingerprint_is_not_taken(string text) => ChromaprintCodec.TryDecode(text, out _).ShouldBeFalse();

    [Fact]
    public void A_header_that_promises_much_takes_no_memory()
    {
        var text = Base64Url.EncodeToString([1, 3, 0xA9, 0x80, .. new byte[16]]);
        ChromaprintCodec.TryDecode(text, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        ChromaprintCodec.TryDecode(text, out _).ShouldBeFalse();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1024);
    }

    [Fact]
    public void The_longest_track_fits()
    {
        var day = new Fingerprint(1, Sounds.Of(1, (int)(TimeSpan.FromHours(6).TotalMilliseconds / Fingerprint.ItemMilliseconds)));
        ChromaprintCodec.TryDecode(ChromaprintCodec.Encode(day), out var read).ShouldBeTrue();
        read!.Items.SequenceEqual(day.Items).ShouldBeTrue();
    }
}
