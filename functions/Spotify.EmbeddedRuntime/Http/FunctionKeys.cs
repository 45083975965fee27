using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.EmbeddedRuntime.Hosting;
using Spotify.Sqlite;

namespace Spotify.EmbeddedRuntime.Http;

/// <summary>
/// The keys that guard functions above <see cref="AuthorizationLevel.Anonymous"/>: one of each function, one of the host that opens every
/// function, and the master key. Made on first use, kept in <c>runtime.db</c>.
/// </summary>
public sealed class FunctionKeys
{
    private const string HostScope = "host";
    private const string MasterScope = "master";

    // Opened by the first caller who shows a key, so that an application with only anonymous functions never opens it for keys.
    private readonly Lazy<RuntimeDatabase> _database;
    private readonly Lazy<Dictionary<string, byte[]>> _keys;
    private readonly Lock _gate = new();

    internal FunctionKeys(Func<RuntimeDatabase> database)
    {
        _database = new(database);
        _keys = new(Load);
    }

    /// <summary>The key that opens everything.</summary>
    public string MasterKey => Text(MasterScope);

    /// <summary>The key that opens every function but those of <see cref="AuthorizationLevel.Admin"/>.</summary>
    public string HostKey => Text(HostScope);

    /// <summary>The key that opens one function.</summary>
    /// <param name="functionName">The function's name.</param>
    public string GetFunctionKey(string functionName) => Text(FunctionScope(functionName));

    /// <summary>Whether the request carries a key that opens the function, in the header <c>x-functions-key</c> or the query value <c>code</c>.</summary>
    internal bool Allow(HttpRequest request, string functionName, AuthorizationLevel level)
    {
        string? given = request.Headers["x-functions-key"];
        given ??= request.Query["code"];
        if (string.IsNullOrEmpty(given))
            return false;
        var key = Encoding.UTF8.GetBytes(given);
        var allowed = Matches(key, MasterScope);
        if (level == AuthorizationLevel.Function)
            allowed = allowed | Matches(key, HostScope) | Matches(key, FunctionScope(functionName));
        return allowed;
    }

    private static string FunctionScope(string functionName) => "function:" + functionName;

    private bool Matches(byte[] given, string scope) => CryptographicOperations.FixedTimeEquals(given, Key(scope));

    private string Text(string scope) => Encoding.UTF8.GetString(Key(scope));

    private byte[] Key(string scope)
    {
        lock (_gate)
        {
            if (!_keys.Value.TryGetValue(scope, out var key))
                _keys.Value.Add(scope, key = Create(scope));
            return key;
        }
    }

    private Dictionary<string, byte[]> Load()
    {
        _database.Value.EnsureAsync("CREATE TABLE IF NOT EXISTS function_keys (scope TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID").GetAwaiter().GetResult();
        return _database.Value.Database.Read(session =>
        {
            var keys = new Dictionary<string, byte[]>(StringComparer.Ordinal);
            using var reader = session.Command("SELECT scope, value FROM function_keys").ExecuteReader();
            while (reader.Read())
                keys.Add(reader.GetString(0), Encoding.UTF8.GetBytes(reader.GetString(1)));
            return keys;
        });
    }

    private byte[] Create(string scope)
    {
        var value = Convert.ToBase64String(RandomNumberGenerator.GetBytes(40)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        _database.Value.Database.WriteAsync((SqliteSession session) => { session.Execute("INSERT INTO function_keys VALUES ($1, $2)", scope, value); })
            .GetAwaiter().GetResult();
        return Encoding.UTF8.GetBytes(value);
    }
}
