using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Platform.Privacy;

/// <summary>How a place that may hold personal data is written: <c>documents/users</c>, <c>documents/system/poison-events</c>, <c>blobs/archive</c>, <c>hubs/plays</c>.</summary>
public static class PersonalPlace
{
    /// <summary>A container of documents.</summary>
    /// <param name="container">The container.</param>
    public static string Documents(DocumentContainer container)
    {
        ArgumentNullException.ThrowIfNull(container);
        return "documents/" + container.Name;
    }

    /// <summary>One kind of documents of a container that holds several.</summary>
    /// <param name="container">The container.</param>
    /// <param name="kind">The kind: a partition of <c>system</c>, or the name of a type of document.</param>
    public static string Documents(DocumentContainer container, string kind) => Documents(container) + "/" + kind;

    /// <summary>A container of blobs.</summary>
    /// <param name="container">Its name.</param>
    public static string Blobs(string container) => "blobs/" + container;

    /// <summary>A hub.</summary>
    /// <param name="hub">Its name.</param>
    public static string Hub(string hub) => "hubs/" + hub;
}
