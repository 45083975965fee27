namespace Spotify.Functions.Platform.Settings;

/// <summary>Settings as they are written in the environment, where a double underscore stands for the colon.</summary>
internal static class SettingName
{
    public static string Of(string sectionName, string key) => ToEnvironment(sectionName.Length == 0 ? key : $"{sectionName}:{key}");

    public static string ToEnvironment(string path) => path.Replace(":", "__", StringComparison.Ordinal);
}
