namespace Spotify.Core;

/// <summary>Something outside failed in a way that another try may mend: a time-out, a throttle, a connection. Retry policies retry this type.</summary>
public sealed class TransientException : Exception
{
    /// <summary>Creates the exception.</summary>
    public TransientException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was being done.</param>
    public TransientException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was being done.</param>
    /// <param name="innerException">What went wrong.</param>
    public TransientException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
