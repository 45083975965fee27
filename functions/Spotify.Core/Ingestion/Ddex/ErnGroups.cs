namespace Spotify.Core.Ingestion.Ddex;

/// <summary>
/// The order of a release's resources. Groups nest: a release's outermost group holds either its resources or one group for each disc; deeper groups are works, sides
/// or movements and only order what is in them.
/// </summary>
internal static class ErnGroups
{
    private const int MaxDiscs = 100;

    /// <summary>The places of a release in playing order.</summary>
    /// <param name="outer">The outermost groups.</param>
    /// <param name="isPlayed">Whether a resource is one that takes a place, as images and texts do not.</param>
    public static List<ErnPlace> Places(IReadOnlyList<ErnElement> outer, Func<string, bool> isPlayed)
    {
        var places = new List<ErnPlace>();
        // 3.8 may list the discs as outermost groups; 4.x has one group around them.
        var discs = outer.Count == 1 ? DiscsOf(outer[0], isPlayed) : outer;
        foreach (var (index, disc) in discs.Index())
        {
            var items = Flatten(disc, isPlayed).ToList();
            var numbers = items.Select(item => ErnPieces.Sequence(item.TextOf("SequenceNumber"))).ToList();
            // The label's own numbers, unless the groups within the disc count for themselves.
            var counted = disc.Find("ResourceGroup") is not null || numbers.Contains(null) || numbers.Distinct().Count() < numbers.Count;
            var number = discs.Count > MaxDiscs ? 1 : index + 1;
            places.AddRange(items.Select((item, i) => new ErnPlace(ResourceOf(item), ResourceOf(item).Text, number, counted ? i + 1 : numbers[i]!.Value)));
        }

        return places;
    }

    private static IReadOnlyList<ErnElement> DiscsOf(ErnElement group, Func<string, bool> isPlayed)
    {
        var inner = InSequence(group.All("ResourceGroup")).ToList();
        var areDiscs = inner.Count > 0 && inner.TrueForAll(child => child.Attribute("ResourceGroupType") is null or "Component" or "ComponentRelease" or "ReleaseComponent" or "Side")
            && !group.All("ResourceGroupContentItem").Any(item => isPlayed(ResourceOf(item).Text));
        return areDiscs ? [.. inner.Where(child => Flatten(child, isPlayed).Any())] : [group];
    }

    private static IEnumerable<ErnElement> Flatten(ErnElement group, Func<string, bool> isPlayed) =>
        InSequence(group.Children.Where(child => child.Name is "ResourceGroup" or "ResourceGroupContentItem" or "ResourceGroupResourceReferenceList")).SelectMany(child =>
            child.Name == "ResourceGroup" ? Flatten(child, isPlayed)
            : child.Name == "ResourceGroupResourceReferenceList" ? child.All("ResourceGroupResourceReference").Where(reference => isPlayed(reference.Text))
            : isPlayed(ResourceOf(child).Text) ? [child]
            : Enumerable.Empty<ErnElement>());

    private static IEnumerable<ErnElement> InSequence(IEnumerable<ErnElement> elements) =>
        elements.OrderBy(element => ErnPieces.Sequence(element.TextOf("SequenceNumber")) ?? int.MaxValue);

    private static ErnElement ResourceOf(ErnElement item) => item.Find("ReleaseResourceReference") ?? item;
}
