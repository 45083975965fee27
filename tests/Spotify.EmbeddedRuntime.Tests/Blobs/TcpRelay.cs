using System.Net;
using System.Net.Sockets;

namespace Spotify.EmbeddedRuntime.Tests.Blobs;

/// <summary>A port that leads to another one, and can be shut and opened again: how a test takes the network away from a client.</summary>
internal sealed class TcpRelay(int target) : IDisposable
{
    private readonly List<TcpClient> _clients = [];
    private TcpListener? _listener;

    public int Port { get; private set; }

    public void Open()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync(_listener);
    }

    public void Shut()
    {
        _listener?.Dispose();
        lock (_clients)
        {
            _clients.ForEach(client => client.Dispose());
            _clients.Clear();
        }
    }

    public void Dispose() => Shut();

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Shut.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        var other = new TcpClient();
        lock (_clients)
            _clients.AddRange([client, other]);
        try
        {
            await other.ConnectAsync(IPAddress.Loopback, target);
            await Task.WhenAny(client.GetStream().CopyToAsync(other.GetStream()), other.GetStream().CopyToAsync(client.GetStream()));
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Shut meanwhile.
        }
        finally
        {
            client.Dispose();
            other.Dispose();
        }
    }
}
