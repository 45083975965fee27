using Spotify.Core.${{values.name}};

namespace Spotify.Functions.${{values.name}};

/// <summary>What other capabilities may ask about ${{values.noun}}.</summary>
public sealed class ${{values.name}}Service
{
    /// <summary>Describes one.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The description; null where that can be no name.</returns>
    public ${{values.name}}View? Find(string name) => ${{values.name}}Rule.IsName(name) ? new ${{values.name}}View(name) : null;
}

/// <summary>The answer.</summary>
/// <param name="Name">Its name.</param>
public sealed record ${{values.name}}View(string Name);
