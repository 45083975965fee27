using System.Text;
using System.Text.Unicode;

namespace Spotify.Core.Telemetry.Archive;

/// <summary>Texts of one listener's client on their way into rows: the names of the listener and of the device are taken out wherever they occur.</summary>
internal sealed class RowText
{
    // A shorter name is in too many texts by chance, and tells nobody anything.
    private const int LeastUserLength = 4;
    private const int LeastDeviceLength = 8;
    private const string UserUri = "spotify:user:";

    private readonly ArchivedListener _listener;
    private readonly string? _user;
    private readonly string? _device;
    private readonly byte[] _userBytes;
    private readonly byte[] _deviceBytes;

    public RowText(ArchivedListener listener, string deviceId)
    {
        _listener = listener;
        _user = listener.UserId.Length >= LeastUserLength ? listener.UserId : null;
        _device = deviceId.Length >= LeastDeviceLength ? deviceId : null;
        _userBytes = Encoding.UTF8.GetBytes(_user ?? "");
        _deviceBytes = Encoding.UTF8.GetBytes(_device ?? "");
        Device = deviceId.Length == 0 ? null : listener.KeyOf("device", deviceId);
    }

    /// <summary>The device's key; null where the client did not say.</summary>
    public string? Device { get; }

    public string Pseudonym => _listener.Pseudonym;

    public string Clean(string text)
    {
        if (_user is not null && text.Contains(_user, StringComparison.Ordinal))
            text = text.Replace(_user, _listener.Pseudonym, StringComparison.Ordinal);
        return _device is not null && text.Contains(_device, StringComparison.Ordinal) ? text.Replace(_device, Device, StringComparison.Ordinal) : text;
    }

    /// <summary>The text as it is, where nothing in it is to be changed.</summary>
    public ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> text)
    {
        var isClean = Utf8.IsValid(text)
            && (_user is null || text.IndexOf(_userBytes) < 0)
            && (_device is null || text.IndexOf(_deviceBytes) < 0);
        return isClean ? text : Encoding.UTF8.GetBytes(Clean(Encoding.UTF8.GetString(text)));
    }

    /// <summary>The URI of another user, by a key that means him among this listener's rows alone; any other text as <see cref="Clean(string)"/> has it.</summary>
    public string CleanUri(string text) => text.StartsWith(UserUri, StringComparison.OrdinalIgnoreCase) && text.Length > UserUri.Length
        ? UserUri + OtherUser(text[UserUri.Length..])
        : Clean(text);

    /// <summary>Another user, likewise.</summary>
    public string OtherUser(string userId) => userId == _listener.UserId ? _listener.Pseudonym : _listener.KeyOf("user", userId);
}
