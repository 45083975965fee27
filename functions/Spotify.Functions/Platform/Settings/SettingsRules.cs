using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace Spotify.Functions.Platform.Settings;

/// <summary>Checks the data annotations of an options class, naming each setting as an operator writes it: <c>Section__Key</c>.</summary>
internal sealed class SettingsRules<T>(string sectionName) : IValidateOptions<T>
    where T : class
{
    public ValidateOptionsResult Validate(string? name, T options)
    {
        var faults = typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0)
            .SelectMany(property => FaultsOf(property, options))
            .Concat(FaultsOfWhole(options))
            .ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private IEnumerable<string> FaultsOf(PropertyInfo property, T options)
    {
        var setting = SettingName.Of(sectionName, property.Name);
        var context = new ValidationContext(options) { MemberName = property.Name, DisplayName = property.Name };
        var advice = property.GetCustomAttribute<DescriptionAttribute>()?.Description;
        foreach (var rule in property.GetCustomAttributes<ValidationAttribute>())
        {
            if (rule.GetValidationResult(property.GetValue(options), context) is { } fault)
                yield return advice is null ? $"{setting}: {fault.ErrorMessage}" : $"{setting}: {fault.ErrorMessage} {advice}";
        }
    }

    private IEnumerable<string> FaultsOfWhole(T options) =>
        options is not IValidatableObject whole
            ? []
            : whole.Validate(new ValidationContext(options)).Select(fault =>
                $"{string.Join(", ", fault.MemberNames.Select(member => SettingName.Of(sectionName, member)).DefaultIfEmpty(sectionName))}: {fault.ErrorMessage}");
}
