using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Spotify.Functions.Tests.Platform.Auth;

/// <summary>Makes tokens of any kind by hand, good and bad.</summary>
internal static class Forge
{
    public static string Token(JsonObject header, JsonObject payload, Func<byte[], byte[]> sign)
    {
        var signed = $"{Encode(header)}.{Encode(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public static string Encode(JsonNode node) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(node.ToJsonString()));

    public static JsonObject Decode(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part))!.AsObject();

    public static Func<byte[], byte[]> Ecdsa(ECDsa key) => data => key.SignData(data, HashAlgorithmName.SHA256);

    public static ECDsa KeyOf(string dataDirectory)
    {
        var file = JsonNode.Parse(File.ReadAllText(Path.Combine(dataDirectory, "keys", "development.json")))!;
        byte[] Part(string name) => Base64Url.DecodeFromChars(file[name]!.GetValue<string>());
        return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = Part("d"), Q = new ECPoint { X = Part("x"), Y = Part("y") } });
    }
}
