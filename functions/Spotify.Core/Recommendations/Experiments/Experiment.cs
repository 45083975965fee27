using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Spotify.Core.Recommendations.Experiments;

/// <summary>One way of doing it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Share">The share of listeners who get it, above 0 to 1.</param>
public sealed record ExperimentArm(string Name, double Share);

/// <summary>
/// An experiment: which listener gets which arm follows from the two names alone, by SHA-256, so that it is the same on every machine and in every week, and one experiment's arms are
/// spread evenly over those of another. The first arm is the one the others are compared with.
/// </summary>
/// <param name="Name">Its name, 1 to 64 of a-z, 0-9 and hyphens; another name puts listeners into other arms.</param>
/// <param name="Arms">Two or more. Shares that come to less than 1 leave the rest of the listeners out. An arm at the end that grows takes nobody out of another.</param>
public sealed record Experiment(string Name, IReadOnlyList<ExperimentArm> Arms)
{
    private const int LongestName = 64;

    /// <summary>What is wrong with it, or null.</summary>
    public string? Problem()
    {
        if (Name.Length is < 1 or > LongestName || !Name.All(character => character is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'))
            return "an experiment's name has 1 to 64 of a-z, 0-9 and hyphens";
        if (Arms.Count < 2)
            return "an experiment has two arms or more";
        if (Arms.Any(arm => arm.Name.Length is < 1 or > LongestName) || Arms.DistinctBy(arm => arm.Name, StringComparer.Ordinal).Count() < Arms.Count)
            return "arms have names of 1 to 64 characters, each another one";
        if (Arms.Any(arm => !(arm.Share > 0 && arm.Share <= 1)) || Arms.Sum(arm => arm.Share) > 1 + 1e-9)
            return "an arm's share is above 0, and all shares come to 1 at most";
        return null;
    }

    /// <summary>A listener's arm, or null for one who is left out.</summary>
    /// <param name="listener">The listener's id.</param>
    public ExperimentArm? ArmOf(string listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        // The name's length is said, so that no two pairs of names are one text.
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Name.Length}:{Name}:{listener}"), hash);
        var place = (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) * (1.0 / (1UL << 53));
        var end = 0.0;
        foreach (var arm in Arms)
        {
            end += arm.Share;
            if (place < end)
                return arm;
        }

        // Shares of 1 in all may be a little less in binary.
        return end >= 1 - 1e-9 ? Arms[^1] : null;
    }
}
