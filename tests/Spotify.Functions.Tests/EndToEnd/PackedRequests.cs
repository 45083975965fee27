using System.Text;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;
using Spotify.TestSupport.Simulation;

namespace Spotify.Functions.Tests.EndToEnd;

/// <summary>Simulated requests as the hub <c>plays</c> gets them, by the intake's own code, without HTTP.</summary>
internal sealed class PackedRequests
{
    private const int MaxBytes = 256 * 1024;
    private readonly EventRequest _request = new();
    private readonly EventBatchWriter _writer = new();

    /// <summary>The bodies of a request, received when it was sent.</summary>
    public IReadOnlyList<byte[]> Pack(SimulatedRequest request)
    {
        var body = request.ToJson();
        if (EventRequestReader.Read(body, body.Length, _request) != EventRequestOutcome.Read)
            throw new InvalidOperationException(Encoding.UTF8.GetString(body));
        _request.Validate(request.SendAtMs);
        var stamp = new ListenerStamp(request.UserId, Enum.Parse<Tier>(request.Plan.Tier, ignoreCase: true), request.Plan.Market);
        return [.. _writer.Write(_request, stamp, MaxBytes).Select(one => one.ToArray())];
    }
}
