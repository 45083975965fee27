using Xunit;

namespace Spotify.Infra.Tests.Bicep;

/// <summary>A fact that needs the compiler of Bicep, skipped with the reason where there is none for this machine.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BicepFactAttribute : FactAttribute
{
    public BicepFactAttribute() => Skip = BicepCompiler.Path is null ? "needs the Bicep compiler, whose package is for Linux on x64" : null;
}

/// <summary>A theory that needs the compiler of Bicep, skipped likewise.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BicepTheoryAttribute : TheoryAttribute
{
    public BicepTheoryAttribute() => Skip = BicepCompiler.Path is null ? "needs the Bicep compiler, whose package is for Linux on x64" : null;
}
