using Benchmarks;

// A scenario may start this same program as its peer process: "peer NAME ARGS".
if (args is ["peer", var peer, .. var peerArguments])
    return await Peers.RunAsync(peer, peerArguments);

var scenarios = typeof(IScenario).Assembly.GetTypes()
    .Where(type => type.IsAssignableTo(typeof(IScenario)) && type is { IsInterface: false, IsAbstract: false })
    .Select(type => (IScenario)Activator.CreateInstance(type)!)
    .OrderBy(scenario => scenario.Name, StringComparer.Ordinal)
    .ToList();

if (args is ["list"])
{
    foreach (var scenario in scenarios)
        Console.WriteLine($"{scenario.Name,-20} {scenario.Description}");
    return 0;
}

var chosen = args is [var name, ..] ? scenarios.Where(scenario => scenario.Name == name).ToList() : scenarios;
if (chosen.Count == 0)
{
    Console.Error.WriteLine($"There is no scenario '{args[0]}'. There are: {string.Join(", ", scenarios.Select(scenario => scenario.Name))}.");
    return 2;
}

using var cancelled = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    cancelled.Cancel();
};

var results = new List<string>();
foreach (var scenario in chosen)
{
    Console.WriteLine($"== {scenario.Name}: {scenario.Description}");
    var folder = Directory.CreateTempSubdirectory("spotify-bench-").FullName;
    try
    {
        var result = await scenario.RunAsync(new ScenarioContext(folder, [.. args.Skip(1)], cancelled.Token));
        results.Add(result.ToJson(scenario.Name));
        Console.WriteLine(results[^1]);
    }
    finally
    {
        Directory.Delete(folder, recursive: true);
    }
}

if (results.Count > 1)
    results.ForEach(Console.WriteLine);
return 0;
