using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Spotify.Core.Subscriptions;

/// <summary>A range of addresses, and what is known of it.</summary>
/// <param name="First">The first address, IPv4 ones as IPv6 maps them.</param>
/// <param name="Last">The last.</param>
/// <param name="Value">What is known.</param>
public readonly record struct AddressRange(UInt128 First, UInt128 Last, string Value);

/// <summary>
/// What is known of addresses by their ranges, IPv4 and IPv6. Of ranges within one another the narrowest holds. Made once and searched by bisection: half a million ranges
/// take 24 MB, and a search neither locks nor allocates.
/// </summary>
public sealed class AddressRanges
{
    /// <summary>Nothing is known of any address.</summary>
    public static readonly AddressRanges Empty = new([]);

    private readonly UInt128[] _first;
    private readonly UInt128[] _last;
    private readonly string[] _values;

    /// <param name="ranges">Ranges, in any order; each is a network, so that two are apart or one holds the other.</param>
    public AddressRanges(IEnumerable<AddressRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        var flat = Flatten(ranges);
        (_first, _last, _values) = ([.. flat.Select(range => range.First)], [.. flat.Select(range => range.Last)], [.. flat.Select(range => range.Value)]);
    }

    /// <summary>How many ranges there are, those within others cut out.</summary>
    public int Count => _first.Length;

    /// <summary>What is known of an address; null where nothing is.</summary>
    public string? Find(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (_first.Length == 0)
            return null;
        var number = NumberOf(address);
        var index = Array.BinarySearch(_first, number);
        if (index < 0)
            index = ~index - 1;
        return index >= 0 && number <= _last[index] ? _values[index] : null;
    }

    /// <summary>Reads a network: an address and the length of its prefix, as <c>192.0.2.0/24</c> or <c>2001:db8::/32</c>.</summary>
    /// <param name="text">The network; an address alone is a network of one.</param>
    /// <param name="value">What is known of it.</param>
    /// <param name="range">The range.</param>
    public static bool TryParse(ReadOnlySpan<char> text, string value, out AddressRange range)
    {
        range = default;
        var slash = text.IndexOf('/');
        var name = slash < 0 ? text : text[..slash];
        // What IPAddress would also read, such as 10 or 0x7f.1, is a slip of the pen here.
        if (!IPAddress.TryParse(name, out var address) || (address.AddressFamily == AddressFamily.InterNetwork && name.Count('.') != 3) || address.ScopeIdOrZero() != 0)
            return false;
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var prefix = bits;
        if (slash >= 0 && !(int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out prefix) && prefix <= bits))
            return false;
        var hosts = bits - prefix;
        var mask = hosts == 128 ? UInt128.MaxValue : (UInt128.One << hosts) - 1;
        var first = NumberOf(address) & ~mask;
        range = new AddressRange(first, first | mask, value);
        return true;
    }

    private static UInt128 NumberOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var written))
            return 0;
        return written == 4 ? ((UInt128)0xFFFF << 32) | BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    // Outer ranges first: each inner one cuts a piece out of the one that is open.
    private static List<AddressRange> Flatten(IEnumerable<AddressRange> ranges)
    {
        var flat = new List<AddressRange>();
        var open = new Stack<AddressRange>();
        UInt128 next = 0;
        foreach (var range in ranges.OrderBy(range => range.First).ThenByDescending(range => range.Last))
        {
            Close(range.First);
            if (open.TryPeek(out var outer) && next < range.First)
                flat.Add(new AddressRange(next, range.First - 1, outer.Value));
            open.Push(range);
            next = range.First;
        }

        Close(null);
        return flat;

        void Close(UInt128? before)
        {
            while (open.TryPeek(out var outer) && (before is null || outer.Last < before))
            {
                open.Pop();
                if (next <= outer.Last)
                    flat.Add(new AddressRange(next, outer.Last, outer.Value));
                if (outer.Last == UInt128.MaxValue)
                    return;
                next = UInt128.Max(next, outer.Last + 1);
            }
        }
    }
}

/// <summary>What addresses have that only some of them have.</summary>
internal static class AddressScope
{
    /// <summary>The scope of an IPv6 address; 0 for IPv4, which has none.</summary>
    public static long ScopeIdOrZero(this IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? address.ScopeId : 0;
}
