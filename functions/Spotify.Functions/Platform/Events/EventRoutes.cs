using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Azure.Messaging.EventHubs.Producer;
using Spotify.Core.Telemetry;

namespace Spotify.Functions.Platform.Events;

/// <summary>
/// Where a user's events go: a namespace by rendezvous hashing, so that a namespace more or less moves only the users that it takes or leaves, and in it a
/// partition by the user's hash. The same on every machine.
/// </summary>
internal sealed class EventRoutes
{
    /// <summary>How many partition keys users share where nobody says how many partitions there are.</summary>
    private const int Keys = 256;

    private readonly ulong[] _namespaces;
    private readonly int _partitions;

    /// <summary>Makes routes.</summary>
    /// <param name="namespaces">The namespaces' names.</param>
    /// <param name="partitions">How many partitions each hub has; 0 where that is not known.</param>
    public EventRoutes(IEnumerable<string> namespaces, int partitions)
    {
#pragma warning disable CA1308 // Names of hosts: that they are compared in lower case is part of what is stored in which namespace.
        _namespaces = [.. namespaces.Select(name => Hash(name.ToLowerInvariant()))];
#pragma warning restore CA1308
        _partitions = partitions;
    }

    /// <summary>The place of a user's namespace in the list, and his slot in it.</summary>
    public (int Namespace, int Slot) Of(string userId)
    {
        var user = Hash(userId);
        return (NamespaceOf(user), (int)(user % (ulong)(_partitions > 0 ? _partitions : Keys)));
    }

    /// <summary>How a slot is named to the hub.</summary>
    public SendEventOptions OptionsOf(int slot)
    {
        var name = slot.ToString(CultureInfo.InvariantCulture);
        return _partitions > 0 ? new SendEventOptions { PartitionId = name } : new SendEventOptions { PartitionKey = $"users-{name}" };
    }

    private int NamespaceOf(ulong user)
    {
        if (_namespaces.Length == 1)
            return 0;
        var (best, score) = (0, 0UL);
        Span<byte> pair = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(pair, user);
        for (var i = 0; i < _namespaces.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(pair[8..], _namespaces[i]);
            var one = StableHash.Of(pair);
            if (i == 0 || one > score)
                (best, score) = (i, one);
        }

        return best;
    }

    private static ulong Hash(string text)
    {
        Span<byte> few = stackalloc byte[512];
        return Encoding.UTF8.TryGetBytes(text, few, out var length) ? StableHash.Of(few[..length]) : StableHash.Of(Encoding.UTF8.GetBytes(text));
    }
}
