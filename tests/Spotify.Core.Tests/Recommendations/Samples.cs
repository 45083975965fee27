using System.Security.Cryptography;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Tests.Recommendations;

/// <summary>Listeners made by a rule, so that what a model should find is known.</summary>
internal static class Samples
{
    /// <summary>Listeners of tribes: each takes most of what he has from the tracks of his tribe, and some from anywhere.</summary>
    public static Interactions Tribes(int listeners = 300, int tracks = 200, int tribes = 5, int each = 20, ulong seed = 7)
    {
        var pairs = new List<Interaction>();
        for (var listener = 0; listener < listeners; listener++)
        {
            var random = SeededRandom.For(seed, (uint)listener);
            for (var i = 0; i < each; i++)
            {
                var anywhere = random.Next(tracks);
                var own = (random.Next(tracks / tribes) * tribes) + (listener % tribes);
                pairs.Add(new Interaction(listener, random.NextDouble() < 0.85 ? own : anywhere, 0.5f + (float)random.NextDouble()));
            }
        }

        return Interactions.Of(listeners, tracks, pairs);
    }

    /// <summary>Some hundred listeners, one of whom has nothing and one of whom has everything.</summary>
    public static Interactions Uneven()
    {
        var pairs = Tribes().Pairs().Where(pair => pair.Row != 3).ToList();
        pairs.AddRange(Enumerable.Range(0, 200).Select(track => new Interaction(5, track, 0.25f)));
        return Interactions.Of(300, 200, pairs);
    }

    /// <summary>A hash of the matrix as it is written.</summary>
    public static string Hash(FactorMatrix matrix)
    {
        using var bytes = new MemoryStream();
        matrix.WriteTo(bytes);
        return Convert.ToHexString(SHA256.HashData(bytes.ToArray()));
    }
}
