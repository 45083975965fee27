namespace Spotify.Core.Telemetry.Live;

/// <summary>
/// The registers of a HyperLogLog sketch (Flajolet et al. 2007) of 64-bit hashes and the estimate of how many distinct ones it has seen. The estimator is the improved
/// raw estimator of O. Ertl, "New cardinality estimation algorithms for HyperLogLog sketches" (2017, arXiv:1702.01284), algorithms 5 and 6: without bias over the
/// whole range, so that no tables and no switch to linear counting are needed.
/// </summary>
internal static class HyperLogLog
{
    /// <summary>Bits of a hash that choose the register. The standard error of an estimate is 1.04 / sqrt(2^12), that is 1.6 %.</summary>
    public const int Precision = 12;

    /// <summary>How many registers there are.</summary>
    public const int Registers = 1 << Precision;

    /// <summary>Registers as they are stored, six bits each.</summary>
    public const int PackedBytes = Registers * 6 / 8;

    /// <summary>The highest value of a register: the remaining bits of the hash are all zero.</summary>
    public const int Highest = 64 - Precision + 1;

    private const double AlphaInfinity = 0.5 / 0.693147180559945309417232121458;

    /// <summary>Takes in a hash.</summary>
    /// <returns>Whether a register has changed.</returns>
    public static bool Add(byte[] registers, ulong hash)
    {
        var register = (int)(hash >> (64 - Precision));
        var rank = (byte)(ulong.LeadingZeroCount((hash << Precision) | (1UL << (Precision - 1))) + 1);
        if (registers[register] >= rank)
            return false;
        registers[register] = rank;
        return true;
    }

    /// <summary>Takes in what another sketch has seen.</summary>
    /// <returns>Whether a register has changed.</returns>
    public static bool Merge(byte[] registers, byte[] others)
    {
        var changed = false;
        for (var i = 0; i < registers.Length; i++)
        {
            if (registers[i] >= others[i])
                continue;
            registers[i] = others[i];
            changed = true;
        }

        return changed;
    }

    /// <summary>How many distinct hashes were seen, about.</summary>
    public static double Estimate(byte[] registers)
    {
        Span<int> counts = stackalloc int[Highest + 1];
        foreach (var value in registers)
            counts[value]++;
        var z = Registers * Tau(1 - ((double)counts[Highest] / Registers));
        for (var value = Highest - 1; value >= 1; value--)
            z = 0.5 * (z + counts[value]);
        z += Registers * Sigma((double)counts[0] / Registers);
        return AlphaInfinity * Registers * Registers / z;
    }

    /// <summary>Writes the registers in six bits each.</summary>
    public static void Pack(byte[] registers, Span<byte> packed)
    {
        for (var (i, at) = (0, 0); i < registers.Length; i += 4, at += 3)
        {
            var four = registers[i] | (registers[i + 1] << 6) | (registers[i + 2] << 12) | (registers[i + 3] << 18);
            (packed[at], packed[at + 1], packed[at + 2]) = ((byte)four, (byte)(four >> 8), (byte)(four >> 16));
        }
    }

    /// <summary>Reads what <see cref="Pack"/> wrote.</summary>
    /// <returns>The registers, or null where one has a value that no hash leads to.</returns>
    public static byte[]? Unpack(ReadOnlySpan<byte> packed)
    {
        var registers = new byte[Registers];
        for (var (i, at) = (0, 0); i < registers.Length; i += 4, at += 3)
        {
            var four = packed[at] | (packed[at + 1] << 8) | (packed[at + 2] << 16);
            for (var j = 0; j < 4; j++)
            {
                registers[i + j] = (byte)((four >> (6 * j)) & 0x3F);
                if (registers[i + j] > Highest)
                    return null;
            }
        }

        return registers;
    }

    private static double Sigma(double x)
    {
        if (x == 1)
            return double.PositiveInfinity;
        var (y, z, before) = (1.0, x, double.NaN);
        while (z != before)
        {
            x *= x;
            before = z;
            z += x * y;
            y += y;
        }

        return z;
    }

    private static double Tau(double x)
    {
        if (x is 0 or 1)
            return 0;
        var (y, z, before) = (1.0, 1 - x, double.NaN);
        while (z != before)
        {
            x = Math.Sqrt(x);
            before = z;
            y *= 0.5;
            z -= (1 - x) * (1 - x) * y;
        }

        return z / 3;
    }
}
