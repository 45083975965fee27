using Spectre.Console;
using Spotify.Cli.Commands;

using var cancelled = new CancellationTokenSource();
try
{
    return args switch
    {
        ["run", .. var words] => await RunCommand.RunAsync(words),
        ["upload", .. var words] => await UploadCommand.RunAsync(words, cancelled.Token),
        ["token", .. var words] => TokenCommand.Run(words),
        ["backup", .. var words] => BackupCommand.Back(words),
        ["restore", .. var words] => BackupCommand.Restore(words),
        ["sbom", .. var words] => SbomCommand.Run(words),
        _ => Refuse("Commands: run, upload FOLDER, token, backup, restore, sbom. './dev help' tells more."),
    };
}
catch (Exception exception) when (exception is InvalidOperationException or HttpRequestException or IOException or FormatException)
{
    return Refuse(exception.Message);
}

static int Refuse(string message)
{
    AnsiConsole.Console.Profile.Out.Writer.Flush();
    Console.Error.WriteLine(message);
    return 2;
}
