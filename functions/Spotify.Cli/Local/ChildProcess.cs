using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Spotify.Cli.Local;

/// <summary>
/// A server that this program starts and stops. It runs in a session of its own, so that Ctrl-C reaches only the parent, which then stops its
/// children in the right order.
/// </summary>
public sealed partial class ChildProcess : IAsyncDisposable
{
    private const int SigKill = 9;
    private const int SigTerm = 15;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly EventHandler _onExit;

    private ChildProcess(Process process)
    {
        _process = process;
        // The last resort: a parent that ends in an orderly way but forgot to dispose leaves no orphan.
        _onExit = (_, _) => KillGroup();
        AppDomain.CurrentDomain.ProcessExit += _onExit;
    }

    /// <summary>The operating system's id of the process.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Its exit code, once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Processor time it has used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a program.</summary>
    /// <param name="program">Its path or name.</param>
    /// <param name="arguments">Its arguments, one by one.</param>
    /// <param name="environment">Variables added to this process's own.</param>
    /// <param name="onOutput">Gets each line of its output; null passes the output through.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The program is not there.</exception>
    public static ChildProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, Action<string>? onOutput = null)
    {
        var start = new ProcessStartInfo("setsid")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = onOutput is not null,
            RedirectStandardError = onOutput is not null,
        };
        start.ArgumentList.Add(program);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        if (onOutput is not null)
        {
            process.OutputDataReceived += (_, line) => Forward(line.Data);
            process.ErrorDataReceived += (_, line) => Forward(line.Data);
        }

        process.Start();
        if (onOutput is not null)
        {
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        return new ChildProcess(process);

        void Forward(string? line)
        {
            if (line is not null)
                onOutput!(line);
        }
    }

    /// <summary>A TCP port on loopback that was free a moment ago.</summary>
    /// <param name="preferred">Taken when it is free.</param>
    public static int FreePort(int preferred = 0)
    {
        foreach (var port in (int[])[preferred, 0])
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return ((IPEndPoint)socket.LocalEndPoint!).Port;
            }
            catch (SocketException) when (port != 0)
            {
                // Taken by somebody else: any free one will do.
            }
        }

        throw new InvalidOperationException("No TCP port is free on loopback.");
    }

    /// <summary>Completes when the process has ended.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken = default) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Asks it to end (SIGTERM), waits up to 30 seconds, then kills it.</summary>
    public async Task StopAsync()
    {
        if (HasExited)
            return;
        _ = SendSignal(Id, SigTerm);
        using var limit = new CancellationTokenSource(Grace);
        try
        {
            await WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            KillGroup();
            await WaitForExitAsync();
        }
    }

    /// <summary>Ends it at once (SIGKILL), it alone, as a crash would: what it had started itself goes on until the disposal.</summary>
    public void Kill()
    {
        _ = SendSignal(Id, SigKill);
        _process.WaitForExit();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        KillGroup();
        AppDomain.CurrentDomain.ProcessExit -= _onExit;
        _process.Dispose();
    }

    /// <summary>It leads a process group (setsid), so that one signal reaches whatever it left behind.</summary>
    private void KillGroup() => _ = SendSignal(-Id, SigKill);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial int SendSignal(int processId, int signal);
}
