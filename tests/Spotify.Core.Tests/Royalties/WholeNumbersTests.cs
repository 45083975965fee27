using System.Text.RegularExpressions;
using Shouldly;
using Spotify.Cli.Local;
using Xunit;

namespace Spotify.Core.Tests.Royalties;

public sealed partial class WholeNumbersTests
{
    [Fact]
    public void No_file_of_the_money_knows_a_floating_point()
    {
        var folder = Path.Combine(Repository.Root, "functions", "Spotify.Core", "Royalties");
        // What-if statistics are no money: what they calculate is not paid.
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(folder, file).StartsWith("WhatIf", StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && FloatingPoint().IsMatch(line))
                .Select(line => $"{Path.GetRelativePath(folder, file)}: {line.Trim()}"))
            .ShouldBeEmpty();
    }

    [GeneratedRegex(@"\b(double|float|decimal|Half|Math\.(Pow|Round|Sqrt|Floor|Ceiling))\b")]
    private static partial Regex FloatingPoint();
}
