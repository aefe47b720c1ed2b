using System.Net;

namespace Platform.ObjectStore.Buckets;

/// <summary>The naming rules for general purpose buckets in the S3 user guide.</summary>
internal static class BucketName
{
    private static readonly string[] ReservedPrefixes = ["xn--", "sthree-", "amzn-s3-demo-"];
    private static readonly string[] ReservedSuffixes = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

    public static bool IsValid(string name)
    {
        if (name.Length is < 3 or > 63 || !IsLetterOrDigit(name[0]) || !IsLetterOrDigit(name[^1]))
        {
            return false;
        }
        for (var i = 0; i < name.Length; i++)
        {
            if (!IsLetterOrDigit(name[i]) && name[i] != '-' && (name[i] != '.' || !IsLetterOrDigit(name[i - 1]) || !IsLetterOrDigit(name[i + 1])))
            {
                return false;
            }
        }
        return !(name.Count(character => character == '.') == 3 && IPAddress.TryParse(name, out _))
            && !ReservedPrefixes.Any(name.StartsWith)
            && !ReservedSuffixes.Any(name.EndsWith);
    }

    private static bool IsLetterOrDigit(char character) => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character);
}
