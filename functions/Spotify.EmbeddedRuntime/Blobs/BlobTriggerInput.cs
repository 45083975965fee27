using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Blobs;

/// <summary>A blob for one invocation.</summary>
internal sealed class BlobTriggerInput(
    ParameterInfo target, object blob, IReadOnlyDictionary<string, object> bindingData, int retryCount, int maxRetryCount) : TriggerInput
{
    public override IReadOnlyDictionary<string, object> BindingData => bindingData;

    public override int RetryCount => retryCount;

    public override int MaxRetryCount => maxRetryCount;

    public override bool TryBind(ParameterInfo parameter, FunctionContext context, out object? value)
    {
        value = parameter == target ? blob : null;
        return value is not null;
    }
}
