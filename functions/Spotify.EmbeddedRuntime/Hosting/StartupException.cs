namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>The application is composed in a way that cannot run: the message has a line for each problem, and is all that its author needs.</summary>
public sealed class StartupException : InvalidOperationException
{
    /// <summary>Creates the exception.</summary>
    public StartupException()
        : this([])
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The one problem.</param>
    public StartupException(string message)
        : this([message])
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The one problem.</param>
    /// <param name="innerException">How it was found.</param>
    public StartupException(string message, Exception innerException)
        : base(Describe([message]), innerException)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="problems">All problems, one sentence each.</param>
    public StartupException(IReadOnlyList<string> problems)
        : base(Describe(problems))
    {
    }

    private static string Describe(IReadOnlyList<string> problems) =>
        "The application cannot start:" + string.Concat(problems.Select(problem => $"{Environment.NewLine}- {problem}"));
}
