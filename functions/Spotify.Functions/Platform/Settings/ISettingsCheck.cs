namespace Spotify.Functions.Platform.Settings;

/// <summary>Checks one group of settings at start. Register one where data annotations do not reach, such as a connection string.</summary>
public interface ISettingsCheck
{
    /// <summary>What is wrong, one sentence each, beginning with the setting's name as the environment has it; nothing where all is well.</summary>
    IEnumerable<string> FindFaults();
}
