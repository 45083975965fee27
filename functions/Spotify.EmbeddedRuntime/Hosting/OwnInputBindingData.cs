using Microsoft.Azure.Functions.Worker;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>The input of one parameter of one invocation.</summary>
internal sealed class OwnInputBindingData<T>(InvocationContext context, BindingMetadata metadata) : InputBindingData<T>
{
    /// <inheritdoc/>
    public override BindingMetadata BindingMetadata => metadata;

    /// <inheritdoc/>
    public override T? Value
    {
        get => (T?)context.Inputs[metadata.Name];
        set => context.Inputs[metadata.Name] = value;
    }
}
