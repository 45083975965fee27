namespace Spotify.Cli.Local;

/// <summary>Where things lie in a checkout of the project.</summary>
public static class Repository
{
    /// <summary>The folder that holds the solution file.</summary>
    /// <exception cref="InvalidOperationException">The program runs outside a checkout.</exception>
    public static string Root { get; } = FindRoot();

    /// <summary>The built application, of the same configuration as this program.</summary>
    /// <exception cref="FileNotFoundException">It has not been built.</exception>
    public static string ApplicationDll
    {
        get
        {
            var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
            var path = Path.Combine(Root, "functions", "Spotify.Functions", "bin", configuration, "net10.0", "Spotify.Functions.dll");
            return File.Exists(path) ? path : throw new FileNotFoundException($"The application is not built: run 'dotnet build -c {configuration}'.", path);
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Spotify.Functions.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("Spotify.Functions.sln is in no folder above this program: run it from a checkout.");
    }
}
