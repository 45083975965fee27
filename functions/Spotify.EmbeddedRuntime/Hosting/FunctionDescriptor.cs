using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Spotify.EmbeddedRuntime.Hosting;

/// <summary>A function found in the application: its method, its trigger and its retry policy.</summary>
/// <param name="Name">The name of its <see cref="FunctionAttribute"/>.</param>
/// <param name="Method">The method to call; static, or of a type made by the invocation's scope.</param>
/// <param name="TriggerParameter">The parameter that carries the trigger attribute.</param>
/// <param name="Trigger">The trigger attribute.</param>
/// <param name="Retry">The retry policy on the method, where there is one.</param>
internal sealed record FunctionDescriptor(
    string Name, MethodInfo Method, ParameterInfo TriggerParameter, TriggerBindingAttribute Trigger, RetryAttribute? Retry);
