using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Telemetry.Closing;
using Xunit;

namespace Spotify.Core.Tests.Telemetry.Closing;

public sealed class LedgerProofTests
{
    [Fact]
    public void Every_play_of_a_period_has_a_proof_that_holds_and_any_change_to_it_fails() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            // Numbers of its own: those of the plays' seed could make the very id that is there.
            var random = new Random(seed ^ 0x5EED);
            var period = Period.Close(Plays.Random(seed, random.Next(1, 60)), 1 << random.Next(4));
            var proof = period.Prove(random.Next(period.Count));
            proof.FindFault(period.Root).ShouldBeNull();

            proof.FindFault(Hash(random)).ShouldNotBeNull();
            (proof with { Leaf = Hash(random) }).FindFault(period.Root).ShouldNotBeNull();
            (proof with { Salt = Hash(random) }).FindFault(period.Root).ShouldNotBeNull();
            (proof with { ShardRoot = Hash(random) }).FindFault(period.Root).ShouldNotBeNull();
            (proof with { Index = proof.Index + 1 }).FindFault(period.Root).ShouldNotBeNull();
            (proof with { Index = proof.Index - 1 }).FindFault(period.Root).ShouldNotBeNull();
            (proof with { Plays = proof.Plays + 1 }).FindFault(period.Root).ShouldNotBeNull();
            (proof with { Path = [.. proof.Path, Hash(random)] }).FindFault(period.Root).ShouldNotBeNull();
            (proof with { ShardPath = [.. proof.ShardPath, Hash(random)] }).FindFault(period.Root).ShouldNotBeNull();
            (proof with { Shard = proof.Shard + 1 }).FindFault(period.Root).ShouldNotBeNull();
            (proof with { Play = proof.Play with { Delta = proof.Play.Delta + 1 } }).FindFault(period.Root).ShouldNotBeNull();
            (proof with { Play = proof.Play with { Id = LedgerId.ToText(Plays.Id(random)) } }).FindFault(period.Root).ShouldNotBeNull();
            (proof with { Play = proof.Play with { Listener = "nobody" } }).FindFault(period.Root).ShouldNotBeNull();
            (proof with { Period = "2026-12" }).FindFault(period.Root).ShouldNotBeNull();
            (proof with { Encoding = 2 }).FindFault(period.Root)!.ShouldContain("version 2");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void A_play_that_was_left_out_has_no_proof()
    {
        var plays = Plays.Random(4, 50);
        var period = Period.Close([.. plays.Skip(1)], 4);
        var stranger = Period.Close(plays, 4);
        var index = Enumerable.Range(0, stranger.Count).First(i => stranger.Prove(i).Play.Id == plays[0].Id);
        stranger.Prove(index).FindFault(period.Root)!.ShouldContain("another root");
        (stranger.Prove(index) with { PeriodRoot = period.Root }).FindFault(period.Root).ShouldNotBeNull();
    }

    private static string Hash(Random random) => new Hash256(Plays.Id(random), Plays.Id(random)).ToString();

    /// <summary>A closed period in memory, as plainly as can be.</summary>
    private sealed class Period
    {
        private static readonly byte[] Secret = new byte[32];

        private readonly List<(LedgerPlay Play, Hash256 Leaf, int Shard)> _plays;
        private readonly int _shards;

        private Period(IEnumerable<LedgerPlay> plays, int shards)
        {
            _shards = shards;
            _plays = [.. plays.OrderBy(Id).Select(play => (play, LedgerEncoding.LeafOf(LedgerId.SaltOf(Secret, Id(play)), play), LedgerId.ShardOf(Id(play), shards)))];
        }

        public int Count => _plays.Count;

        public string Root => Merkle.RootOf(ShardLeaves).ToString();

        private Hash256[] ShardLeaves =>
            [.. Enumerable.Range(0, _shards).Select(shard => LedgerProof.ShardLeafOf("2026-11", shard, _shards, Of(shard).Length, Merkle.RootOf(Of(shard))))];

        public static Period Close(IReadOnlyList<LedgerPlay> plays, int shards) => new(plays, shards);

        public LedgerProof Prove(int place)
        {
            var (play, leaf, shard) = _plays[place];
            var leaves = Of(shard);
            var index = Array.IndexOf(leaves, leaf);
            return new LedgerProof
            {
                Period = "2026-11",
                Play = play,
                Encoding = LedgerEncoding.Version,
                Salt = LedgerId.SaltOf(Secret, Id(play)).ToString(),
                Leaf = leaf.ToString(),
                Index = index,
                Plays = leaves.Length,
                Path = [.. Merkle.PathOf(leaves, index).Select(hash => hash.ToString())],
                Shard = shard,
                Shards = _shards,
                ShardRoot = Merkle.RootOf(leaves).ToString(),
                ShardPath = [.. Merkle.PathOf(ShardLeaves, shard).Select(hash => hash.ToString())],
                PeriodRoot = Root,
            };
        }

        private static UInt128 Id(LedgerPlay play) => LedgerId.Parse(play.Id, "play");

        private Hash256[] Of(int shard) => [.. _plays.Where(play => play.Shard == shard).Select(play => play.Leaf)];
    }
}
