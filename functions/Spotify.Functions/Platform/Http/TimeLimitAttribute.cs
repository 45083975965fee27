namespace Spotify.Functions.Platform.Http;

/// <summary>How long an HTTP function may take before its caller is told to come again, where the general limit does not fit. Writing a streamed answer does not count.</summary>
/// <param name="seconds">Seconds, 1 or more.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TimeLimitAttribute(int seconds) : Attribute
{
    /// <summary>Seconds.</summary>
    public int Seconds { get; } = seconds;
}
