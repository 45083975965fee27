using System.Collections.Concurrent;

namespace Spotify.Functions.Ingestion.Media;

/// <summary>
/// The thread that starts programs. Linux ties a program's parent-death signal (prctl(2), PR_SET_PDEATHSIG) to the thread that started it, and threads of the pool
/// come and go: one of those would take a running program with it.
/// </summary>
internal sealed class StarterThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    public StarterThread()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "media programs" };
        _thread.Start();
    }

    /// <summary>Runs something on the thread.</summary>
    /// <exception cref="InvalidOperationException">The thread has ended.</exception>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                result.SetResult(work());
            }
            catch (Exception problem)
            {
                result.SetException(problem);
            }
        });
        return result.Task;
    }

    /// <summary>Ends the thread, and with it every program that it started and that still runs.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
            work();
    }
}
