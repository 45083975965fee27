using System.Collections;
using Microsoft.Azure.Functions.Worker;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>The typed features of one invocation; its result is always among them.</summary>
internal sealed class InvocationFeatures(InvocationResult result) : IInvocationFeatures
{
    private readonly Dictionary<Type, object> _features = new() { [typeof(InvocationResult)] = result };

    /// <inheritdoc/>
    public void Set<T>(T? instance)
    {
        if (instance is null)
            _features.Remove(typeof(T));
        else
            _features[typeof(T)] = instance;
    }

    /// <inheritdoc/>
    public T? Get<T>() => _features.TryGetValue(typeof(T), out var feature) ? (T)feature : default;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
