using Microsoft.AspNetCore.Identity;

namespace Platform.Api.Identity;

/// <summary>Hashes and checks passwords (PBKDF2 with HMAC-SHA512, 100,000 rounds, 128-bit salt).</summary>
internal sealed class Passwords
{
    public const int MinLength = 10;
    public const int MaxLength = 200;

    private readonly PasswordHasher<object> _hasher = new();
    private readonly Lazy<string> _nobodys;

    public Passwords() => _nobodys = new(() => Hash(Guid.NewGuid().ToString()));

    /// <summary>What is wrong with a new password; null when nothing is.</summary>
    public static string? Problem(string? password) =>
        password is { Length: >= MinLength and <= MaxLength } ? null : $"must have {MinLength} to {MaxLength} characters";

    public string Hash(string password) => _hasher.HashPassword(this, password);

    /// <summary>Checks a password. An unknown user takes as long as a known one, so that time does not tell who exists.</summary>
    public bool IsRight(string? hash, string password) =>
        _hasher.VerifyHashedPassword(this, hash ?? _nobodys.Value, password) != PasswordVerificationResult.Failed && hash is not null;
}
