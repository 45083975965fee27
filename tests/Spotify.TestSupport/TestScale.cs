namespace Spotify.TestSupport;

/// <summary>How large the heavy tests run: reduced by default, at the full sizes under <c>./dev test --full</c>.</summary>
public static class TestScale
{
    /// <summary>Whether the full sizes were asked for.</summary>
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("SPOTIFY_TEST_FULL") == "1";

    /// <summary>One of two sizes.</summary>
    public static int Of(int reduced, int full) => IsFull ? full : reduced;
}
