namespace Spotify.TestSupport.Capacity;

/// <summary>The queue M/M/c: what queueing theory says of servers that share one queue. The limit that a simulation of the same must reach.</summary>
public static class ErlangC
{
    /// <summary>How likely an arrival has to wait (Erlang's C formula, by the stable recursion of his B formula).</summary>
    /// <param name="servers">Servers, 1 or more.</param>
    /// <param name="offered">Arrivals a second times seconds of service, below <paramref name="servers"/>.</param>
    public static double WaitProbability(int servers, double offered)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(servers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(offered, servers);
        var blocked = 1.0;
        for (var n = 1; n <= servers; n++)
            blocked = offered * blocked / (n + (offered * blocked));
        return blocked / (1 - (offered / servers * (1 - blocked)));
    }

    /// <summary>The mean wait before service, in seconds.</summary>
    /// <param name="servers">Servers.</param>
    /// <param name="arrivals">Arrivals a second.</param>
    /// <param name="service">Mean service in seconds.</param>
    public static double MeanWait(int servers, double arrivals, double service)
    {
        var offered = arrivals * service;
        return WaitProbability(servers, offered) * service / (servers - offered);
    }

    /// <summary>The wait that a share of the arrivals does not exceed, in seconds; 0 where that share does not wait at all.</summary>
    /// <param name="servers">Servers.</param>
    /// <param name="arrivals">Arrivals a second.</param>
    /// <param name="service">Mean service in seconds.</param>
    /// <param name="share">The share, above 0 and below 1.</param>
    public static double WaitQuantile(int servers, double arrivals, double service, double share)
    {
        var offered = arrivals * service;
        var waiting = WaitProbability(servers, offered);
        return waiting <= 1 - share ? 0 : Math.Log(waiting / (1 - share)) * service / (servers - offered);
    }

    /// <summary>The fewest servers with which a share of the arrivals waits no longer than so long.</summary>
    /// <param name="arrivals">Arrivals a second.</param>
    /// <param name="service">Mean service in seconds.</param>
    /// <param name="share">The share.</param>
    /// <param name="wait">The longest wait in seconds.</param>
    public static int ServersFor(double arrivals, double service, double share, double wait)
    {
        var servers = (int)Math.Floor(arrivals * service) + 1;
        while (WaitQuantile(servers, arrivals, service, share) > wait)
            servers++;
        return servers;
    }
}
