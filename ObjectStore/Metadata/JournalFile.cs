using System.Globalization;

namespace Platform.ObjectStore.Metadata;

/// <summary>How journals are named: <c>000001.journal</c>, the next one 000002.</summary>
internal static class JournalFile
{
    public static string PathOf(string directory, int number) => Path.Combine(directory, $"{number:d6}.journal");

    /// <summary>The number in a journal's name, 0 where there is none.</summary>
    public static int Number(string path) =>
        int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>Deletes a journal and all before it.</summary>
    public static void DeleteUpTo(string directory, int number)
    {
        for (; File.Exists(PathOf(directory, number)); number--)
        {
            File.Delete(PathOf(directory, number));
        }
    }
}
