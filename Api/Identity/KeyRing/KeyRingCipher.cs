using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Platform.ServiceDefaults.Paths;

namespace Platform.Api.Identity.KeyRing;

/// <summary>Encrypts the entries of the key ring with AES-256-GCM: nonce (12 bytes), tag (16 bytes), content, in Base64.</summary>
internal sealed class KeyRingCipher : IXmlEncryptor
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly byte[][] _keys;

    public KeyRingCipher(SecuritySettings settings, ServicePaths paths)
    {
        var present = settings.DataProtectionKey.Length > 0 ? settings.DataProtectionKey : DevelopmentKey.Get(paths.Data, "data-protection");
        _keys = [.. settings.PreviousDataProtectionKeys.Prepend(present).Select(key => SHA256.HashData(Convert.FromBase64String(key)))];
    }

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var sealedBytes = new byte[NonceLength + TagLength + plain.Length];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, NonceLength));
        using var aes = new AesGcm(_keys[0], TagLength);
        aes.Encrypt(
            sealedBytes.AsSpan(0, NonceLength), plain, sealedBytes.AsSpan(NonceLength + TagLength), sealedBytes.AsSpan(NonceLength, TagLength));
        return new(new XElement("sealed", Convert.ToBase64String(sealedBytes)), typeof(KeyRingDecryptor));
    }

    /// <exception cref="CryptographicException">None of the keys opens it.</exception>
    public XElement Decrypt(XElement encrypted)
    {
        var sealedBytes = Convert.FromBase64String(encrypted.Value);
        foreach (var key in _keys)
        {
            if (TryOpen(key, sealedBytes) is { } plain)
            {
                return XElement.Parse(Encoding.UTF8.GetString(plain));
            }
        }

        throw new CryptographicException(
            "An entry of the key ring was protected with another key. Set Security__PreviousDataProtectionKeys to the key that was used before.");
    }

    private static byte[]? TryOpen(byte[] key, ReadOnlySpan<byte> sealedBytes)
    {
        var plain = new byte[sealedBytes.Length - NonceLength - TagLength];
        using var aes = new AesGcm(key, TagLength);
        try
        {
            aes.Decrypt(sealedBytes[..NonceLength], sealedBytes[(NonceLength + TagLength)..], sealedBytes.Slice(NonceLength, TagLength), plain);
            return plain;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}

/// <summary>Named in each entry; the framework makes it to read the entry.</summary>
internal sealed class KeyRingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) => services.GetRequiredService<KeyRingCipher>().Decrypt(encryptedElement);
}
