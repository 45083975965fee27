using Spotify.Core;

namespace Spotify.Functions.Platform.Privacy;

/// <summary>
/// One store of personal data: what it holds of a person, and how to be rid of it. Whoever keeps something that leads to a person implements this and is
/// registered as one; the export asks all of them, and the erasure sweeps all of them, twice.
/// </summary>
public interface IPersonalData
{
    /// <summary>A short name for operators and for the head of an export, such as <c>users</c>.</summary>
    string Name { get; }

    /// <summary>Where it keeps what it holds, as <see cref="PersonalPlace"/> writes it. A test compares these with everything that exists.</summary>
    IReadOnlyList<string> Places { get; }

    /// <summary>Everything that it holds of a person, in bounded memory; nothing for one that it does not know.</summary>
    /// <param name="userId">The person, as the tokens' <c>sub</c> names him.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    IAsyncEnumerable<PersonalRecord> ExportAsync(string userId, CancellationToken cancellationToken);

    /// <summary>
    /// Removes everything that leads to the person. Runs at least once, and once more after minutes: it must not mind that nothing is left, nor that
    /// somebody writes meanwhile. The listener's key is a tombstone already when it is called.
    /// </summary>
    /// <param name="userId">The person.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How many things it removed.</returns>
    /// <exception cref="TransientException">The store is in trouble: call again.</exception>
    Task<int> EraseAsync(string userId, CancellationToken cancellationToken);
}
