using Spotify.Cli.Local;
using Xunit;

namespace Spotify.TestSupport;

/// <summary>Real data that lies beside the project on machines that have it: <c>../shared/data</c>, or the folder in <c>SPOTIFY_TEST_DATA</c>.</summary>
public static class TestData
{
    private static readonly string Root =
        Environment.GetEnvironmentVariable("SPOTIFY_TEST_DATA") is { Length: > 0 } folder
            ? folder
            : System.IO.Path.GetFullPath(System.IO.Path.Combine(Repository.Root, "..", "shared", "data"));

    /// <summary>The full path of a file or folder of the data.</summary>
    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    internal static string? MissingReason(string relative) =>
        System.IO.Path.Exists(Path(relative)) ? null : $"needs the test data '{relative}', which is not on this machine (SPOTIFY_TEST_DATA names its folder)";
}

/// <summary>A fact that needs test data, skipped with the reason where the data is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataFactAttribute : FactAttribute
{
    /// <param name="path">A file or folder of the data.</param>
    public DataFactAttribute(string path) => Skip = TestData.MissingReason(path);
}

/// <summary>A theory that needs test data, skipped with the reason where the data is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DataTheoryAttribute : TheoryAttribute
{
    /// <param name="path">A file or folder of the data.</param>
    public DataTheoryAttribute(string path) => Skip = TestData.MissingReason(path);
}

/// <summary>A fact that needs test data and minutes: skipped with the reason where the data is absent, and below the full sizes of <see cref="TestScale"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FullDataFactAttribute : FactAttribute
{
    /// <param name="path">A file or folder of the data.</param>
    public FullDataFactAttribute(string path) => Skip = TestData.MissingReason(path) ?? (TestScale.IsFull ? null : "takes minutes: runs at the full sizes (SPOTIFY_TEST_FULL=1)");
}
