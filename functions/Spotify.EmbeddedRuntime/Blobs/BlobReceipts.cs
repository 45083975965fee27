using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Blobs;

/// <summary>How far a version of a blob is for one function.</summary>
internal enum ReceiptState
{
    /// <summary>It is still to be handled, or was tried and failed.</summary>
    Pending = 0,

    /// <summary>The function has handled it.</summary>
    Done = 1,

    /// <summary>It failed too often and lies on the poison queue.</summary>
    Poisoned = 2,
}

/// <summary>What is known about a blob for one function.</summary>
internal sealed class BlobReceipt(string version)
{
    private volatile bool _underWay;

    /// <summary>The blob's ETag.</summary>
    public string Version { get; } = version;

    /// <summary>How often the function was started with it.</summary>
    public int Tries { get; set; }

    public ReceiptState State { get; set; }

    /// <summary>The scan that saw the blob last.</summary>
    public int SeenIn { get; set; }

    /// <summary>Whether somebody is at it; what else is in the receipt is that somebody's alone.</summary>
    public bool IsUnderWay
    {
        get => _underWay;
        set => _underWay = value;
    }
}

/// <summary>The receipts of one container in the runtime's database: one for each function and blob, for the version that was seen last.</summary>
internal sealed class BlobReceipts(RuntimeDatabase database, string account, string container)
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS blob_receipts (
          function TEXT NOT NULL, account TEXT NOT NULL, container TEXT NOT NULL, blob TEXT NOT NULL, version TEXT NOT NULL, tries INTEGER NOT NULL,
          state INTEGER NOT NULL, PRIMARY KEY (function, account, container, blob)) WITHOUT ROWID
        """;

    public static Task EnsureAsync(RuntimeDatabase database) => database.EnsureAsync(Schema);

    /// <summary>All receipts of a function.</summary>
    public IReadOnlyList<(string Blob, BlobReceipt Receipt)> Read(string function) => database.Database.Read(session =>
    {
        var found = new List<(string, BlobReceipt)>();
        using var reader = session.Command(
            "SELECT blob, version, tries, state FROM blob_receipts WHERE function = $1 AND account = $2 AND container = $3", function, account, container).ExecuteReader();
        while (reader.Read())
            found.Add((reader.GetString(0), new BlobReceipt(reader.GetString(1)) { Tries = reader.GetInt32(2), State = (ReceiptState)reader.GetInt32(3) }));
        return found;
    });

    /// <summary>Stores a receipt; completes when it is on the disk.</summary>
    public Task WriteAsync(string function, string blob, BlobReceipt receipt)
    {
        var (version, tries, state) = (receipt.Version, receipt.Tries, (int)receipt.State);
        return database.Database.WriteAsync(session => session.Execute(
            """
            INSERT INTO blob_receipts (function, account, container, blob, version, tries, state) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT DO UPDATE SET version = excluded.version, tries = excluded.tries, state = excluded.state
            """,
            function, account, container, blob, version, tries, state));
    }

    /// <summary>Forgets a blob that is no more.</summary>
    public Task DeleteAsync(string function, string blob) => database.Database.WriteAsync(session => session.Execute(
        "DELETE FROM blob_receipts WHERE function = $1 AND account = $2 AND container = $3 AND blob = $4", function, account, container, blob));
}
