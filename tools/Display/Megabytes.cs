using System.Globalization;

namespace Platform.Tools.Display;

/// <summary>Figures as people read them.</summary>
internal static class Megabytes
{
    public static string Of(long bytes) => bytes == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.#} MB");

    public static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s");
}
