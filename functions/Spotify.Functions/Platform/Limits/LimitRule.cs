namespace Spotify.Functions.Platform.Limits;

/// <summary>One budget in numbers.</summary>
/// <param name="Kind">Whose budget.</param>
/// <param name="Requests">How many requests; 0 for no limit.</param>
/// <param name="Window">In which time, rolling.</param>
internal sealed record LimitRule(LimitKind Kind, int Requests, TimeSpan Window)
{
    // Up to here a slot a request costs little, and a handful too many would be a large share.
    private const int MostExact = 16;

    public bool IsOff => Requests == 0;

    /// <summary>Whether every single request takes its place in the store, so that not one is too many.</summary>
    public bool IsExact => Requests is > 0 and <= MostExact;

    /// <summary>How many an instance may give between two looks at what the others gave.</summary>
    public int Unshared(int percent) => Math.Max(1, (int)((long)Requests * percent / 100));

    public static LimitRule Of(LimitKind kind, LimitOptions options) => kind switch
    {
        LimitKind.Auth => new(kind, options.Auth, options.AuthWindow),
        LimitKind.Search => new(kind, options.Search, Minute),
        LimitKind.Playback => new(kind, options.Playback, Minute),
        LimitKind.LibraryWrites => new(kind, options.LibraryWrites, Minute),
        LimitKind.Recommendations => new(kind, options.Recommendations, Minute),
        LimitKind.Admin => new(kind, options.Admin, Minute),
        LimitKind.Events => new(kind, options.Events, Minute),
        LimitKind.None => new(kind, 0, Minute),
        _ => new(kind, options.General, Minute),
    };

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
}
