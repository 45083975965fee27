using System.Text;

namespace Spotify.CrashHost;

/// <summary>What activities and consumers really did, one line each, written in one append so that a kill leaves whole lines only.</summary>
public sealed class EffectLog(string path)
{
    private readonly Lock _gate = new();

    public void Append(string line)
    {
        lock (_gate)
        {
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            file.Write(Encoding.UTF8.GetBytes(line + "\n"));
        }
    }
}
