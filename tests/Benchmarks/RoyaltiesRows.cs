using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Telemetry;

namespace Benchmarks;

/// <summary>
/// The rows of the royalties scenario: a formula of their number that <c>tests/clients/royalties/bench.js</c> has too, so that both sides hold the same month without a file
/// between them.
/// </summary>
internal static class RoyaltiesRows
{
    public const int Markets = 8;
    public const int Tracks = 100_000;

    private const ulong Prime = 4_294_967_291;
    private static readonly UInt128 ListenerStep = 18_446_744_073_709_551_557;
    private static readonly UInt128 TrackStep = 18_446_744_073_709_551_533;

    /// <summary>A listener for every hundred plays.</summary>
    public static int Listeners(long plays) => (int)(plays / 100);

    public static TrackKey Track(int track) => new(((UInt128)track * TrackStep) + 7);

    public static UInt128 Listener(ulong listener) => (listener * ListenerStep) + 12_345;

    public static string Label(int track) => $"L{(long)track * 7_919 % 2_000}";

    public static int ShareBp(string label) => 5_000 + (int.Parse(label.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture) % 1_000);

    /// <summary>Writes the plays and the fees as plain records.</summary>
    public static void Write(string folder, long plays)
    {
        var listeners = (ulong)Listeners(plays);
        using (var file = File.Create(Path.Combine(folder, "plays")))
        {
            var buffer = new Play[64 * 1024];
            for (var from = 0L; from < plays; from += buffer.Length)
            {
                var count = (int)Math.Min(buffer.Length, plays - from);
                for (var i = 0; i < count; i++)
                    buffer[i] = Of((ulong)(from + i), listeners);
                file.Write(MemoryMarshal.AsBytes(buffer.AsSpan(0, count)));
            }
        }

        var fees = new List<ListenerFee>();
        for (var listener = 0UL; listener < listeners; listener++)
        {
            if (listener % 10 != 0)
                fees.Add(new ListenerFee(Listener(listener), (int)(listener % Markets), 300 + (long)(listener * 7_919 % 700)));
        }

        File.WriteAllBytes(Path.Combine(folder, "fees"), MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(fees)).ToArray());
    }

    private static Play Of(ulong i, ulong listeners)
    {
        var (u, v, w) = (Hash(i, 2_654_435_761, 97), Hash(i, 2_246_822_519, 374_761_393), Hash(i, 3_266_489_917, 668_265_263));
        var listener = u * listeners / Prime;
        if (w % 97 == 0)
            listener %= Math.Max(1, listeners / 2_000);
        var track = v * v / Prime * v / Prime * Tracks / Prime;
        return new Play(
            Listener(listener),
            Track((int)track).Value,
            (ushort)(w % 20 == 0 ? w / 20 % Markets : listener % Markets),
            (byte)(w / 400 % 2),
            (byte)(w / 1_000 % 50 == 0 ? 0 : 1));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Hash(ulong i, ulong factor, ulong more)
    {
        var mixed = ((i * factor) + more) % Prime;
        return mixed * mixed % Prime;
    }

    /// <summary>A play as the ledger's rows have it.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    public readonly record struct Play(UInt128 Listener, UInt128 Track, ushort Market, byte Active, byte Counted);
}
