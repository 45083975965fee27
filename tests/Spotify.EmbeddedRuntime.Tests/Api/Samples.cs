#pragma warning disable CA1008, CA1052, CA1055, CA1063, CA1816, CA1819, CA1822, CA1802 // Shapes to compare, not code to run.
namespace Spotify.EmbeddedRuntime.Tests.Api.Samples;

public enum Colour
{
    Red = 0,
    Green = 5,
}

public delegate Task Step(string name);

public abstract class Machine : IDisposable
{
    public const int Wheels = 4;

    protected Machine(int speed = 3) => Label = speed.ToString(null, null);

    public string? Label { get; init; }

    protected abstract IReadOnlyList<int> Gears { get; }

    public virtual Task<T> RunAsync<T>(string? what = default, CancellationToken cancellationToken = default) => throw new InvalidOperationException(what);

    public void Dispose()
    {
    }

    internal void Hidden()
    {
    }
}

public static class MachineExtensions
{
    public static Machine With(this Machine machine, params string[] parts) => parts.Length == 0 ? machine : throw new InvalidOperationException();
}

public record Note(string Text, DateTimeOffset? At = default);

public sealed class Packet(string body) : IDisposable
{
    public string? Id { get; set; }

    public int Size => body.Length;

    public bool TryAdd(string body) => body.Length == 0;

    public void Dispose()
    {
    }
}

public class SendOptions
{
    public string? Key { get; set; }

    public long? Limit { get; set; }
}

public class Sender
{
    public virtual Task SendAsync(Packet packet, SendOptions options) => throw new InvalidOperationException($"{packet}{options}");
}

public class Shell;
