namespace Spotify.Functions.Platform.Health;

/// <summary>Tells whether something that the application stands on is there. Register one for each.</summary>
public interface IReadinessCheck
{
    /// <summary>What is checked, in one lower-case word, such as <c>documents</c>.</summary>
    string Name { get; }

    /// <summary>Asks it for something small. Any exception means that it is not there; two seconds at most are given.</summary>
    /// <param name="cancellationToken">The time is up.</param>
    Task CheckAsync(CancellationToken cancellationToken);
}
