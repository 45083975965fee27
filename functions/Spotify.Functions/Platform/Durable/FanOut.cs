using Microsoft.DurableTask;

namespace Spotify.Functions.Platform.Durable;

/// <summary>Many parts of one step, so many at once, with how far it is for whoever looks.</summary>
internal static class FanOut
{
    // Of one step; the host runs as many of them at once as it can.
    private const int AtOnce = 32;

    /// <summary>Starts a part whenever one is done.</summary>
    /// <param name="context">The orchestration.</param>
    /// <param name="count">How many parts there are.</param>
    /// <param name="progress">The custom status when so many are done.</param>
    /// <param name="start">Starts a part by its number, from 0.</param>
    /// <returns>What the parts gave, in their order.</returns>
    public static async Task<IReadOnlyList<T>> EachAsync<T>(this TaskOrchestrationContext context, int count, Func<int, object> progress, Func<int, Task<T>> start)
    {
        var (all, open) = (new List<Task<T>>(count), new List<Task<T>>(AtOnce));
        while (all.Count < count || open.Count > 0)
        {
            context.SetCustomStatus(progress(all.Count - open.Count));
            while (all.Count < count && open.Count < AtOnce)
            {
                open.Add(start(all.Count));
                all.Add(open[^1]);
            }

            open.Remove(await Task.WhenAny(open));
        }

        return await Task.WhenAll(all);
    }
}
