using System.Collections.Concurrent;
using Spotify.Core.Catalog;
using Spotify.Core.Playback;

namespace Spotify.Functions.Catalog;

/// <summary>
/// Lets tracks with equal grants share one list of them. A label licenses whole catalogues alike, but every document brings a copy, and a decision that reads
/// copies waits for memory at each step. At most <c>capacity</c> lists are kept; then it begins anew.
/// </summary>
internal sealed class SharedRights(int capacity = 4096)
{
    private readonly ConcurrentDictionary<IReadOnlyList<RightsGrant>, IReadOnlyList<RightsGrant>> _lists = new(new SameGrants());

    /// <summary>The track with the list that it shares.</summary>
    public Track Share(Track track)
    {
        var shared = Share(track.Rights);
        return ReferenceEquals(shared, track.Rights) ? track : track with { Rights = shared };
    }

    /// <summary>The list that stands for all that are equal to it.</summary>
    public IReadOnlyList<RightsGrant> Share(IReadOnlyList<RightsGrant> rights)
    {
        if (_lists.TryGetValue(rights, out var shared))
            return shared;
        if (_lists.Count >= capacity)
            _lists.Clear();
        _lists.TryAdd(rights, rights);
        return rights;
    }

    private sealed class SameGrants : IEqualityComparer<IReadOnlyList<RightsGrant>>
    {
        public bool Equals(IReadOnlyList<RightsGrant>? x, IReadOnlyList<RightsGrant>? y) =>
            ReferenceEquals(x, y) || (x is not null && y is not null && x.Count == y.Count && x.Zip(y).All(pair => AreSame(pair.First, pair.Second)));

        public int GetHashCode(IReadOnlyList<RightsGrant> obj)
        {
            var hash = default(HashCode);
            foreach (var grant in obj)
            {
                hash.Add(grant.From);
                hash.Add(grant.Until);
                foreach (var text in grant.Markets.Concat(grant.Except).Concat(grant.Tiers).Concat(grant.Uses))
                    hash.Add(text);
            }

            return hash.ToHashCode();
        }

        // To the offset: a shared grant must say what the track's own said.
        private static bool AreSame(RightsGrant one, RightsGrant other) =>
            one.From.EqualsExact(other.From)
            && (one.Until is { } until ? other.Until is { } otherUntil && until.EqualsExact(otherUntil) : other.Until is null)
            && AreSame(one.Markets, other.Markets) && AreSame(one.Except, other.Except) && AreSame(one.Tiers, other.Tiers) && AreSame(one.Uses, other.Uses);

        private static bool AreSame(IReadOnlyList<string> one, IReadOnlyList<string> other) => one.SequenceEqual(other, StringComparer.Ordinal);
    }
}
