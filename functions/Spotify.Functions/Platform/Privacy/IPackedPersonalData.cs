using System.Text.Json;

namespace Spotify.Functions.Platform.Privacy;

/// <summary>Unpacks documents that a capability keeps in a form of its own, so that an export can be read by the person whose it is.</summary>
public interface IPackedPersonalData
{
    /// <summary>Unpacks a document.</summary>
    /// <param name="type">The document's <c>type</c>.</param>
    /// <param name="id">Its id.</param>
    /// <param name="packed">Its packed bytes: the property <c>data</c>.</param>
    /// <returns>What to give in their place; null where they are not of a form that this knows.</returns>
    JsonElement? Unpack(string type, string id, byte[] packed);
}
