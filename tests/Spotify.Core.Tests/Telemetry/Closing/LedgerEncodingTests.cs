using System.Security.Cryptography;
using Shouldly;
using Spotify.Core.Telemetry.Closing;
using Xunit;

namespace Spotify.Core.Tests.Telemetry.Closing;

public sealed class LedgerEncodingTests
{
    [Fact]
    public void The_bytes_of_version_one_stay_what_they_are()
    {
        // Written down by hand from the description; a ledger that was closed with them cannot be proven with others.
        Convert.ToHexStringLower(LedgerEncoding.Encode(Plays.Example)).ShouldBe(
            "01"
            + "00000000000000000000000000000001"
            + "0000000000000000000000000000003e"
            + "ffffffffffffffffffffffffffffffff"
            + "0000019ac3b0bc00" + "0000000000007918" + "00000000000344d6"
            + "00000001" + "03"
            + "0000019a0a11f000" + "8000000000000000"
            + "0007" + Convert.ToHexStringLower("2026-11"u8)
            + "ffff"
            + "000c" + Convert.ToHexStringLower("SEABC2600001"u8)
            + "0008" + Convert.ToHexStringLower("label-å"u8)
            + "0002" + Convert.ToHexStringLower("SE"u8)
            + "0007" + Convert.ToHexStringLower("premium"u8)
            + "0000");
    }

    [Fact]
    public void Every_field_is_in_the_leaf()
    {
        var salt = new Hash256(1, 2);
        var play = Plays.Example;
        LedgerPlay[] changed =
        [
            play with { Id = LedgerId.ToText(2) },
            play with { Listener = LedgerId.ToText(2) },
            play with { Period = "2026-12" },
            play with { AdjustmentOf = "2026-10" },
            play with { AdjustmentOf = "" },
            play with { Track = LedgerId.ToText(2) },
            play with { Isrc = null },
            play with { Label = null },
            play with { Market = "NO" },
            play with { Product = "free" },
            play with { StartedAt = play.StartedAt.AddMilliseconds(1) },
            play with { ListenedMs = 1 },
            play with { DurationMs = 1 },
            play with { Delta = -1 },
            play with { Counted = false },
            play with { Excluded = null },
            play with { RightsFrom = null },
            play with { RightsUntil = play.RightsFrom },
            play with { Licensed = false },
        ];
        typeof(LedgerPlay).GetProperties().Length.ShouldBe(changed.Length - 1);
        changed.Append(play).Select(one => LedgerEncoding.LeafOf(salt, one)).Distinct().Count().ShouldBe(changed.Length + 1);
        LedgerEncoding.LeafOf(new Hash256(1, 3), play).ShouldNotBe(LedgerEncoding.LeafOf(salt, play));
    }

    [Fact]
    public void Texts_cannot_run_into_one_another() =>
        LedgerEncoding.Encode(Plays.Example with { Isrc = "AB", Label = "C" }).ShouldNotBe(LedgerEncoding.Encode(Plays.Example with { Isrc = "A", Label = "BC" }));

    [Fact]
    public void A_time_in_another_zone_or_with_smaller_fractions_is_the_same_time()
    {
        var play = Plays.Example;
        LedgerEncoding.Encode(play with { StartedAt = play.StartedAt.ToOffset(TimeSpan.FromHours(9)).AddTicks(9_999) }).ShouldBe(LedgerEncoding.Encode(play));
    }

    [Fact]
    public void What_is_no_id_is_refused_by_name()
    {
        Should.Throw<InvalidDataException>(() => LedgerEncoding.Encode(Plays.Example with { Listener = "alice" })).Message.ShouldContain("'alice' is no pseudonym");
        Should.Throw<InvalidDataException>(() => LedgerEncoding.Encode(Plays.Example with { Id = "ZZZZZZZZZZZZZZZZZZZZZZ" })).Message.ShouldContain("no play id");
        Should.Throw<InvalidDataException>(() => LedgerEncoding.Encode(Plays.Example with { Label = new string('x', 70_000) })).Message.ShouldContain("too long");
    }

    [Fact]
    public void Salts_tell_nothing_of_each_other_and_need_the_secret()
    {
        var secret = SHA256.HashData("secret"u8);
        LedgerId.SaltOf(secret, 1).ToString().ShouldBe(
            Convert.ToHexStringLower(HMACSHA256.HashData(secret, Convert.FromHexString("00000000000000000000000000000001"))));
        LedgerId.SaltOf(secret, 1).ShouldNotBe(LedgerId.SaltOf(secret, 2));
        LedgerId.SaltOf(secret, 1).ShouldNotBe(LedgerId.SaltOf(SHA256.HashData("other"u8), 1));
    }

    [Fact]
    public void The_shard_is_the_leading_bits_of_the_hash_of_the_id()
    {
        for (UInt128 id = 0; id < 50; id++)
        {
            var hash = SHA256.HashData(Convert.FromHexString(((ulong)id).ToString("x32", System.Globalization.CultureInfo.InvariantCulture)));
            LedgerId.ShardOf(id, 1).ShouldBe(0);
            LedgerId.ShardOf(id, 2).ShouldBe(hash[0] >> 7);
            LedgerId.ShardOf(id, 256).ShouldBe(hash[0]);
            LedgerId.ShardOf(id, 4096).ShouldBe((hash[0] << 4) | (hash[1] >> 4));
        }

        Should.Throw<ArgumentOutOfRangeException>(() => LedgerId.ShardOf(1, 3));
        Should.Throw<ArgumentOutOfRangeException>(() => LedgerId.ShardOf(1, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => LedgerId.ShardOf(1, 8192));
    }
}
