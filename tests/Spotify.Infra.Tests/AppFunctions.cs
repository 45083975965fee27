using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Infra.Tests;

/// <summary>The functions of the application, as their attributes say.</summary>
internal static class AppFunctions
{
    /// <summary>Every function, by name.</summary>
    public static IReadOnlyList<AppFunction> All { get; } =
        [.. typeof(DocumentContainer).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)
            .Select(method => new AppFunction(method)).OrderBy(one => one.Name, StringComparer.Ordinal)];

    /// <summary>Which functions run in the application that owns ingestion alone.</summary>
    public static IReadOnlyList<string> OfMedia { get; } = [.. All.Where(one => one.IsIngestion).Select(one => one.Name)];

    /// <summary>Which run in the api alone.</summary>
    public static IReadOnlyList<string> OfApi { get; } = [.. All.Where(one => !one.IsIngestion && !one.IsEverywhere).Select(one => one.Name)];

    /// <summary>Those of the api that start by themselves: timers and consumers of hubs.</summary>
    public static IReadOnlyList<string> Triggers { get; } = [.. All.Where(one => !one.IsIngestion && one.StartsByItself).Select(one => one.Name)];
}

/// <summary>A function.</summary>
internal sealed class AppFunction
{
    private readonly MethodInfo _method;

    public AppFunction(MethodInfo method)
    {
        _method = method;
        Name = method.GetCustomAttribute<FunctionAttribute>()!.Name;
        var hub = Trigger<EventHubTriggerAttribute>();
        (Hub, ConsumerGroup) = (hub?.EventHubName, hub?.ConsumerGroup);
        Connections = [.. ((string?[])[hub?.Connection, Trigger<BlobTriggerAttribute>()?.Connection]).OfType<string>()];
    }

    public string Name { get; }

    public string? Hub { get; }

    public string? ConsumerGroup { get; }

    /// <summary>The settings that its triggers name.</summary>
    public IReadOnlyList<string> Connections { get; }

    /// <summary>It belongs to ingestion: its work and its triggers, and the routes that ask or start its runs.</summary>
    public bool IsIngestion => _method.DeclaringType!.Namespace!.StartsWith("Spotify.Functions.Ingestion", StringComparison.Ordinal) && (!IsHttp || HasDurableClient);

    /// <summary>Every application answers it: health, and routes that there are not.</summary>
    public bool IsEverywhere => _method.DeclaringType!.Namespace!.StartsWith("Spotify.Functions.Platform.Health", StringComparison.Ordinal) || Name == "AnswerUnknownRoute";

    public bool StartsByItself => Hub is not null || Trigger<TimerTriggerAttribute>() is not null || IsBlob;

    public bool IsBlob => Trigger<BlobTriggerAttribute>() is not null;

    public bool IsActivity => Trigger<ActivityTriggerAttribute>() is not null;

    public bool IsOrchestrator => Trigger<OrchestrationTriggerAttribute>() is not null;

    public string? Route => Trigger<HttpTriggerAttribute>()?.Route;

    private bool IsHttp => Trigger<HttpTriggerAttribute>() is not null;

    private bool HasDurableClient => Trigger<DurableClientAttribute>() is not null;

    private T? Trigger<T>()
        where T : Attribute => _method.GetParameters().Select(one => one.GetCustomAttribute<T>()).FirstOrDefault(one => one is not null);
}
