using System.Globalization;

namespace Benchmarks;

/// <summary>
/// Warms a .NET process up until the JIT has compiled its hot code for the last time: tier 1 is reached when a whole round leaves the runtime's thread that
/// compiles in the background (<c>.NET Tiered Compilation Worker</c>) idle. The kernel tells its processor time; the thread ends by itself when it is idle.
/// </summary>
internal static class AuthoriseWarmUp
{
    private const int Fewest = 3;

    // The kernel counts in hundredths of a second.
    private const long IdleTicks = 1;

    /// <summary>Repeats a round until the compiler has been idle for all of it, or so many times.</summary>
    public static void Run(int process, Action round, int most = 8)
    {
        for (var done = 0; done < most; done++)
        {
            var before = CompilerTicks(process);
            round();
            var spent = CompilerTicks(process).Sum(thread => thread.Value - before.GetValueOrDefault(thread.Key));
            if (done + 1 >= Fewest && spent <= IdleTicks)
                return;
        }
    }

    private static Dictionary<string, long> CompilerTicks(int process)
    {
        var ticks = new Dictionary<string, long>();
        foreach (var thread in Directory.GetDirectories($"/proc/{process}/task"))
        {
            try
            {
                // The kernel keeps 15 characters of a thread's name; after the name come the state and, 12th and 13th, the two times.
                if (!File.ReadAllText(Path.Combine(thread, "comm")).StartsWith(".NET Tiered", StringComparison.Ordinal))
                    continue;
                var status = File.ReadAllText(Path.Combine(thread, "stat"));
                var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
                ticks[thread] = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // The thread has ended meanwhile.
            }
        }

        return ticks;
    }
}
