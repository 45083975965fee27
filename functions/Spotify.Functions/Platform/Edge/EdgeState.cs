using Microsoft.Extensions.Options;
using Spotify.Core.Playback;
using Spotify.Functions.Platform.Flags;
using Spotify.Functions.Platform.Resilience;

namespace Spotify.Functions.Platform.Edge;

/// <summary>Whether addresses lead through the edge.</summary>
public enum EdgeUse
{
    /// <summary>There is none: addresses lead to storage.</summary>
    None = 0,

    /// <summary>They do.</summary>
    Used = 1,

    /// <summary>An operator has switched it off.</summary>
    SwitchedOff = 2,

    /// <summary>This instance cannot reach it, and has tried.</summary>
    Down = 3,
}

/// <summary>
/// What this instance knows of the edge, by two ways: its own probe (<see cref="EdgeProbe"/>, by the numbers of all circuits), which sees one place of the edge alone, and the operator's flag
/// <see cref="FlagNames.EdgeAddresses"/>, for what only listeners elsewhere see.
/// </summary>
public sealed class EdgeState
{
    private readonly Circuit? _circuit;
    private readonly IFlags? _flags;
    private readonly Quality _rungWithout;

    internal EdgeState(IOptions<EdgeOptions> options, Pipelines pipelines, IFlags? flags)
    {
        _circuit = options.Value.Address.Length == 0 ? null : pipelines.CircuitOf(Dependency.Edge);
        (_flags, _rungWithout) = (flags, options.Value.RungWithoutEdge);
    }

    /// <summary>Whether addresses lead through it now.</summary>
    public EdgeUse Use => _circuit is null ? EdgeUse.None
        : _flags?.IsOn(FlagNames.EdgeAddresses) == false ? EdgeUse.SwitchedOff
        : _circuit.State == CircuitState.Closed ? EdgeUse.Used : EdgeUse.Down;

    /// <summary>The highest rung that may be given now; null where there is no such bound.</summary>
    public Quality? Ceiling => Use is EdgeUse.SwitchedOff or EdgeUse.Down ? _rungWithout : null;
}
