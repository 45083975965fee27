using Microsoft.Azure.Functions.Worker;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>A typed view of an invocation's result.</summary>
internal sealed class TypedInvocationResult<T>(InvocationResult untyped) : InvocationResult<T>
{
    /// <inheritdoc/>
    public override T? Value
    {
        get => (T?)untyped.Value;
        set => untyped.Value = value;
    }
}
