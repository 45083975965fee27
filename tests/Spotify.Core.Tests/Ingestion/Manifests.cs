using System.Text;
using System.Text.Json.Nodes;

namespace Spotify.Core.Tests.Ingestion;

internal static class Manifests
{
    public const string Valid =
        """
        {"release":{"upc":"036000291452","title":"Première","type":"album","artists":["Ann","Bo"],"release_date":"2026-11-20","genres":["jazz"],"p_line":"2026 L","c_line":"2026 L","cover":"cover.jpg"},
         "tracks":[{"file":"01.flac","sha256":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","isrc":"us-s1z-99-00001","title":"One","artists":["Ann"],"disc":1,"number":1,"explicit":true,"language":"en"},
                   {"file":"02.flac","sha256":"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","isrc":"USS1Z9900002","title":"Two","artists":["Bo"],"number":2,"future":{"field":[1,2]}}],
         "rights":[{"markets":["*"],"except":["KP"],"tiers":["free","premium"],"uses":["stream","download"],"from":"2026-11-20T01:00:00+01:00","until":null}]}
        """;

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>The valid manifest with one thing changed.</summary>
    public static byte[] With(Action<JsonNode> change)
    {
        var node = JsonNode.Parse(Valid)!;
        change(node);
        return Bytes(node.ToJsonString());
    }
}
