using Spotify.Core;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry.Listeners;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary>What all listeners think, for batch jobs: reads the whole container in parallel ranges, each listener within one. A document that cannot be read is left out and logged.</summary>
public interface ITasteScan
{
    /// <summary>Cuts the listeners into ranges.</summary>
    /// <param name="atMost">How many ranges at the most.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    ValueTask<IReadOnlyList<ScanRange>> CutAsync(int atMost, CancellationToken cancellationToken = default);

    /// <summary>
    /// Every listener of a range who has played or signalled anything in a time, in the order of user ids. All that is read of a range is held until its end: what is packed takes some
    /// twenty bytes a play.
    /// </summary>
    /// <param name="range">One of <see cref="CutAsync"/>.</param>
    /// <param name="from">From when, included.</param>
    /// <param name="to">Until when, not included.</param>
    /// <param name="cancellationToken">Stops the scan.</param>
    /// <exception cref="TransientException">The store is in trouble; begin the range again.</exception>
    IAsyncEnumerable<ListenerHistory> ReadAsync(ScanRange range, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken = default);

    /// <summary>Every listener of a range whose pseudonym may be known, in no order. Those who were erased are none.</summary>
    /// <param name="range">One of <see cref="CutAsync"/>.</param>
    /// <param name="cancellationToken">Stops the scan.</param>
    /// <exception cref="TransientException">The store is in trouble; begin the range again.</exception>
    IAsyncEnumerable<ListenerIdentity> ListenersAsync(ScanRange range, CancellationToken cancellationToken = default);
}

/// <summary>What is known of a listener.</summary>
/// <param name="Listener">Who it is.</param>
/// <param name="Plays">The plays of the time, in the order of <see cref="Listen.Compare"/>.</param>
/// <param name="Signals">The signals of the time, in the order of <see cref="Signal.Compare"/>.</param>
/// <param name="Firsts">Every track that was ever heard, and when first.</param>
public sealed record ListenerHistory(
    ListenerIdentity Listener, IReadOnlyList<Listen> Plays, IReadOnlyList<Signal> Signals, IReadOnlyDictionary<TrackKey, DateTimeOffset> Firsts);
