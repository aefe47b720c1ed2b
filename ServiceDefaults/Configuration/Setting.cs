using System.ComponentModel;
using System.Globalization;
using System.Reflection;

namespace Platform.ServiceDefaults.Configuration;

/// <summary>One setting: where it comes from, how its text is read and what is checked.</summary>
internal sealed class Setting(string section, PropertyInfo property, SettingAttribute about)
{
    public SettingAttribute About => about;

    public PropertyInfo Property => property;

    /// <summary>The key in configuration, for example <c>Health:TimeoutSeconds</c>.</summary>
    public string Key { get; } = about.Key ?? $"{section}:{property.Name}";

    /// <summary>The same as an environment variable.</summary>
    public string Variable => Key.Replace(":", "__", StringComparison.Ordinal);

    public static IEnumerable<Setting> Of(Type type, string section) =>
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        let about = property.GetCustomAttribute<SettingAttribute>()
        where about is not null
        select new Setting(section, property, about);

    /// <summary>Reads the value into its property. Returns what is wrong, or null.</summary>
    public string? Apply(object settings, string? text, bool production)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return about.Required || (about.RequiredInProduction && production) ? "is not set" : CheckValue(property.GetValue(settings));
        }

        if (!TryRead(text, out var value))
        {
            return $"is {Shown(text)}; it must be {Kind}";
        }

        property.SetValue(settings, value);
        return CheckValue(value);
    }

    /// <summary>What kind of value it takes, in words.</summary>
    public string Kind => Type switch
    {
        _ when Type == typeof(bool) => "true or false",
        _ when Type == typeof(int) || Type == typeof(long) => $"a whole number{Range}",
        _ when Type == typeof(double) => $"a number{Range}",
        _ when Type == typeof(Uri) => "an absolute URL",
        _ when Type == typeof(string[]) && about.MinimumBits > 0 => $"a list, separated by commas, of keys of at least {about.MinimumBits} bits in Base64",
        _ when Type == typeof(string[]) => "a list separated by commas",
        { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(Type))}",
        _ when about.MinimumBits > 0 => $"a random key of at least {about.MinimumBits} bits in Base64",
        _ when about.WritableFolder => "a folder that can be written to",
        _ => "a text",
    };

    private Type Type => Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

    private string Range => (about.Minimum, about.Maximum) switch
    {
        (double.NegativeInfinity, double.PositiveInfinity) => "",
        (var least, double.PositiveInfinity) => string.Create(CultureInfo.InvariantCulture, $" of at least {least}"),
        (var least, var most) => string.Create(CultureInfo.InvariantCulture, $" from {least} to {most}"),
    };

    private string Shown(string text) => about.Secret ? "not right" : $"'{text}'";

    private bool TryRead(string text, out object? value)
    {
        value = text;
        if (Type == typeof(string[]))
        {
            value = text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return true;
        }

        if (Type == typeof(Uri))
        {
            var ok = Uri.TryCreate(text, UriKind.Absolute, out var uri);
            value = uri;
            return ok;
        }

        if (Type == typeof(string))
        {
            return true;
        }

        try
        {
            value = TypeDescriptor.GetConverter(Type).ConvertFromInvariantString(text);
            return !Type.IsEnum || Enum.IsDefined(Type, value!);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException)
        {
            return false;
        }
    }

    private string? CheckValue(object? value) => value switch
    {
        IConvertible number and (int or long or double) when !InRange(number.ToDouble(CultureInfo.InvariantCulture)) =>
            string.Create(CultureInfo.InvariantCulture, $"is '{value}'; it must be {Kind}"),
        string text when about.MinimumBits > 0 && text.Length > 0 => CheckKey(text, random: true),

        // Keys of before may be weaker than one would make them now: whoever replaces them still has to read what they protected.
        string[] list when about.MinimumBits > 0 => list.Select(text => CheckKey(text, random: false)).FirstOrDefault(problem => problem is not null),
        string folder when about.WritableFolder && folder.Length > 0 => CheckFolder(folder),
        _ => null,
    };

    private bool InRange(double number) => number >= about.Minimum && number <= about.Maximum;

    private string? CheckKey(string text, bool random)
    {
        Span<byte> key = stackalloc byte[Math.Min(text.Length, 4096)];
        return !Convert.TryFromBase64String(text, key, out var length) ? $"is not right; it must be {Kind}"
            : length * 8 < about.MinimumBits ? $"has {length * 8} bits; it must be {Kind}"
            : random && !LooksRandom(key[..length]) ? $"is not random: it repeats itself; it must be {Kind}"
            : null;
    }

    // 32 random bytes hold 30 different ones on average, and less than 16 once in 10^16 keys; zeros and repeated words hold few.
    private static bool LooksRandom(ReadOnlySpan<byte> key)
    {
        HashSet<byte> different = [.. key];
        return different.Count >= Math.Min(16, key.Length / 2);
    }

    public static string? CheckFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            using var probe = new FileStream(
                Path.Combine(folder, $".write-test-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return $"is '{folder}', which cannot be written to: {e.Message.TrimEnd('.')}";
        }
    }
}
