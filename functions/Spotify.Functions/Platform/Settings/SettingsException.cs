namespace Spotify.Functions.Platform.Settings;

/// <summary>The application cannot start with these settings.</summary>
public sealed class SettingsException : Exception
{
    /// <summary>Creates the exception.</summary>
    public SettingsException()
        : this([])
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The one fault.</param>
    public SettingsException(string message)
        : this([message])
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">The one fault.</param>
    /// <param name="innerException">How it was found.</param>
    public SettingsException(string message, Exception innerException)
        : base(message, innerException) => Faults = [message];

    /// <summary>Creates the exception.</summary>
    /// <param name="faults">All faults, one sentence each.</param>
    public SettingsException(IReadOnlyList<string> faults)
        : base(string.Join(Environment.NewLine, ["The settings are not right:", .. faults.Select(fault => "  " + fault)])) => Faults = faults;

    /// <summary>All faults, one sentence each, beginning with the setting's name.</summary>
    public IReadOnlyList<string> Faults { get; }
}
