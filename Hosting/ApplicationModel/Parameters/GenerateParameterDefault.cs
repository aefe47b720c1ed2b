using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A random value, as passwords are made.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    // Without letters and digits that are mistaken for each other (I l 1, O 0) and without signs that break URLs or shells.
    private const string LowerSet = "abcdefghjkmnpqrstuvwxyz";
    private const string UpperSet = "ABCDEFGHJKMNPQRSTUVWXYZ";
    private const string NumericSet = "0123456789";
    private const string SpecialSet = "-_.{}~()*+!";

    /// <summary>Length of the value in characters, at least; 128 bits of randomness are met in any case.</summary>
    public int MinLength { get; set; }

    /// <summary>Whether lower-case letters are used.</summary>
    public bool Lower { get; set; } = true;

    /// <summary>Whether upper-case letters are used.</summary>
    public bool Upper { get; set; } = true;

    /// <summary>Whether digits are used.</summary>
    public bool Numeric { get; set; } = true;

    /// <summary>Whether signs are used.</summary>
    public bool Special { get; set; } = true;

    /// <summary>How many lower-case letters at least.</summary>
    public int MinLower { get; set; }

    /// <summary>How many upper-case letters at least.</summary>
    public int MinUpper { get; set; }

    /// <summary>How many digits at least.</summary>
    public int MinNumeric { get; set; }

    /// <summary>How many signs at least.</summary>
    public int MinSpecial { get; set; }

    /// <inheritdoc />
    public override string GetDefaultValue()
    {
        var all = (Lower ? LowerSet : "") + (Upper ? UpperSet : "") + (Numeric ? NumericSet : "") + (Special ? SpecialSet : "");
        if (all.Length is 0)
        {
            throw new InvalidOperationException("A generated value needs at least one of Lower, Upper, Numeric and Special.");
        }

        var characters = new List<char>();
        Take(Lower, nameof(Lower), LowerSet, MinLower);
        Take(Upper, nameof(Upper), UpperSet, MinUpper);
        Take(Numeric, nameof(Numeric), NumericSet, MinNumeric);
        Take(Special, nameof(Special), SpecialSet, MinSpecial);

        var forStrength = (int)Math.Ceiling(128 / Math.Log2(all.Length));
        Take(true, "", all, Math.Max(forStrength, MinLength) - characters.Count);

        var value = characters.ToArray();
        RandomNumberGenerator.Shuffle<char>(value);
        return new string(value);

        void Take(bool allowed, string name, string set, int count)
        {
            if (count > 0 && !allowed)
            {
                throw new InvalidOperationException($"Min{name} is {count}, but {name} is false.");
            }

            for (var i = 0; i < count; i++)
            {
                characters.Add(set[RandomNumberGenerator.GetInt32(set.Length)]);
            }
        }
    }
}
