namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>Looks at one aspect of the application before anything runs.</summary>
internal interface IStartupCheck
{
    /// <summary>What is wrong, one sentence each that names the function or setting and says what to do; empty when all is well.</summary>
    IEnumerable<string> FindProblems();
}
