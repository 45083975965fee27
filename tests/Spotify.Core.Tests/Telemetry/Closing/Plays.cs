using Spotify.Core.Telemetry.Closing;

namespace Spotify.Core.Tests.Telemetry.Closing;

internal static class Plays
{
    private static readonly string[] Markets = ["SE", "NO", "US"];
    private static readonly string[] Products = ["free", "premium"];

    public static LedgerPlay Example { get; } = new()
    {
        Id = LedgerId.ToText(1),
        Listener = LedgerId.ToText(62),
        Period = "2026-11",
        Track = LedgerId.ToText(UInt128.MaxValue),
        Isrc = "SEABC2600001",
        Label = "label-å",
        Market = "SE",
        Product = "premium",
        StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(0x19ac3b0bc00),
        ListenedMs = 0x7918,
        DurationMs = 0x344d6,
        Delta = 1,
        Counted = true,
        Excluded = "",
        RightsFrom = DateTimeOffset.FromUnixTimeMilliseconds(0x19a0a11f000),
        Licensed = true,
    };

    public static IReadOnlyList<LedgerPlay> Random(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Example with
        {
            Id = LedgerId.ToText(Id(random)),
            Listener = LedgerId.ToText((UInt128)random.Next(20)),
            Track = LedgerId.ToText((UInt128)random.Next(10)),
            Isrc = random.Next(5) == 0 ? null : "ISRC" + random.Next(2),
            Label = random.Next(5) == 0 ? null : "label" + random.Next(2),
            Market = random.Next(9) == 0 ? null : Markets[random.Next(3)],
            Product = random.Next(9) == 0 ? null : Products[random.Next(2)],
            ListenedMs = random.Next(300_000),
            Delta = random.Next(-1, 2),
            AdjustmentOf = random.Next(5) == 0 ? "2026-10" : null,
            Excluded = random.Next(5) == 0 ? "ONE_TRACK" : null,
        })];
    }

    public static UInt128 Id(Random random) => new((ulong)random.NextInt64(long.MinValue, long.MaxValue), (ulong)random.NextInt64(long.MinValue, long.MaxValue));
}
