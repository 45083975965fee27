using Spotify.Core;

namespace Spotify.Functions.Platform.Privacy;

/// <summary>
/// Personal data that is kept under the listener's pseudonym and is not to outlive the listener's key. The pseudonym cannot be derived any more when an erasure sweeps;
/// the run has kept it from before, for as long as it takes.
/// </summary>
public interface IPseudonymousData : IPersonalData
{
    /// <summary>Removes what is kept under a pseudonym; as <see cref="IPersonalData.EraseAsync"/>, it runs more than once.</summary>
    /// <param name="pseudonym">The pseudonym.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How many things it removed.</returns>
    /// <exception cref="TransientException">The store is in trouble: call again.</exception>
    Task<int> ErasePseudonymAsync(string pseudonym, CancellationToken cancellationToken);
}
