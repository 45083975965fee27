using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Telemetry.Closing;
using Xunit;

namespace Spotify.Core.Tests.Telemetry.Closing;

public sealed class MerkleTests
{
    // The reference inputs of Certificate Transparency's own tests, and the roots over the first one, two, ... of them.
    private static readonly string[] Inputs =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] Roots =
    [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void The_roots_are_those_of_certificate_transparency()
    {
        for (var count = 0; count <= Inputs.Length; count++)
            Merkle.RootOf(Leaves(count)).ToString().ShouldBe(Roots[count]);
    }

    [Fact]
    public void The_paths_are_those_of_certificate_transparency()
    {
        Merkle.PathOf(Leaves(8), 0).Select(hash => hash.ToString()).ShouldBe(
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]);
        Merkle.PathOf(Leaves(8), 5).Select(hash => hash.ToString()).ShouldBe(
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ]);
        Merkle.PathOf(Leaves(3), 2).Select(hash => hash.ToString()).ShouldBe(["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]);
    }

    [Fact]
    public void The_root_of_leaves_that_come_one_by_one_is_the_same()
    {
        var accumulator = new MerkleAccumulator();
        accumulator.Root.ShouldBe(Merkle.Empty);
        var leaves = RandomLeaves(1, 300);
        for (var i = 0; i < leaves.Length; i++)
        {
            accumulator.Add(leaves[i]);
            accumulator.Root.ShouldBe(Merkle.RootOf(leaves.AsSpan(0, i + 1)));
        }
    }

    [Fact]
    public void Every_member_verifies_at_its_place_and_nowhere_else()
    {
        for (var count = 1; count <= 40; count++)
        {
            var leaves = RandomLeaves(count, count);
            var root = Merkle.RootOf(leaves);
            for (var i = 0; i < count; i++)
            {
                var path = Merkle.PathOf(leaves, i);
                for (var j = -1; j <= count; j++)
                    Merkle.IsIncluded(leaves[i], j, count, path, root).ShouldBe(i == j, $"{i} of {count} at {j}");
            }
        }
    }

    [Fact]
    public void A_changed_bit_a_longer_or_shorter_path_and_a_stranger_fail() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var leaves = RandomLeaves(seed, random.Next(2, 200));
            var (index, root) = (random.Next(leaves.Length), Merkle.RootOf(leaves));
            var path = Merkle.PathOf(leaves, index).ToList();
            Merkle.IsIncluded(leaves[index], index, leaves.Length, path, root).ShouldBeTrue();

            Merkle.IsIncluded(Flip(leaves[index], random), index, leaves.Length, path, root).ShouldBeFalse();
            Merkle.IsIncluded(leaves[index], index, leaves.Length, path, Flip(root, random)).ShouldBeFalse();
            var place = random.Next(path.Count);
            Merkle.IsIncluded(leaves[index], index, leaves.Length, [.. path[..place], Flip(path[place], random), .. path[(place + 1)..]], root).ShouldBeFalse();
            Merkle.IsIncluded(leaves[index], index, leaves.Length, path[..^1], root).ShouldBeFalse();
            Merkle.IsIncluded(leaves[index], index, leaves.Length, [.. path, root], root).ShouldBeFalse();
            Merkle.IsIncluded(RandomLeaves(seed ^ 1, 1)[0], index, leaves.Length, path, root).ShouldBeFalse();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void A_node_is_never_taken_for_a_leaf()
    {
        // Without prefixes the concatenation of two hashes would be the data of a leaf with the hash of their node.
        var leaves = RandomLeaves(5, 2);
        var data = new byte[64];
        leaves[0].Write(data);
        leaves[1].Write(data.AsSpan(32));
        Merkle.LeafOf([], data).ShouldNotBe(Merkle.RootOf(leaves));
    }

    [Fact]
    public void A_tree_of_the_largest_size_is_verified_without_a_fault() =>
        Merkle.IsIncluded(Merkle.Empty, long.MaxValue - 1, long.MaxValue, [.. RandomLeaves(1, 63)], Merkle.Empty).ShouldBeFalse();

    private static Hash256[] Leaves(int count) => [.. Inputs.Take(count).Select(input => Merkle.LeafOf([], Convert.FromHexString(input)))];

    private static Hash256[] RandomLeaves(int seed, int count)
    {
        var random = new Random(seed);
        var bytes = new byte[32];
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            random.NextBytes(bytes);
            return Merkle.LeafOf([], bytes);
        })];
    }

    private static Hash256 Flip(Hash256 hash, Random random)
    {
        var bit = UInt128.One << random.Next(128);
        return random.Next(2) == 0 ? hash with { High = hash.High ^ bit } : hash with { Low = hash.Low ^ bit };
    }
}
