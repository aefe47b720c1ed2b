using System.Net.Http.Headers;
using FsCheck;
using FsCheck.Fluent;
using Platform.Api.Media;

namespace Platform.Api.Tests.Media;

public sealed class ImageHeaderTests
{
    [Fact]
    public void A_picture_we_draw_is_a_PNG_of_its_size() =>
        Assert.Equal(new ImageHeader("image/png", ".png", PngPicture.Size, PngPicture.Size), ImageHeader.Read(PngPicture.Draw(7)));

    [Theory]
    [InlineData("474946383961 8002 E001 0000", "image/gif", 640, 480)]
    [InlineData("FFD8 FFE0 0010 4A46494600010100000100010000 FFC0 0011 08 01E0 0280 03 0122 00", "image/jpeg", 640, 480)]
    [InlineData("FFD8 FFE1 0004 0000 FFFF C2 0011 08 0030 0040 03 0122 00", "image/jpeg", 64, 48)]
    [InlineData("52494646 00000000 57454250 56503858 0A000000 00000000 7F0200 DF0100", "image/webp", 640, 480)]
    [InlineData("52494646 00000000 57454250 5650384C 0A000000 2F 7FC27700 0000000000", "image/webp", 640, 480)]
    [InlineData("52494646 00000000 57454250 56503820 0A000000 000000 9D012A 8002 E001", "image/webp", 640, 480)]
    public void Types_and_sizes_are_read_from_content(string hex, string contentType, int width, int height)
    {
        var header = ImageHeader.Read(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));

        Assert.Equal((contentType, width, height), (header?.ContentType, header?.Width, header?.Height));
    }

    [Fact]
    public void A_size_that_no_PNG_may_have_is_not_taken_for_a_real_one() =>
        Assert.True(ImageHeader.Read(Convert.FromHexString("89504E470D0A1A0A0000000D494844528000000000000001")) is { Width: <= 0, Height: 1 });

    [Theory]
    [InlineData("")]
    [InlineData("FFD8")]
    [InlineData("FFD8FFE0FFFF00")]
    [InlineData("89504E470D0A1A0A")]
    [InlineData("3C7376673E3C7363726970743E")]
    [InlineData("4D5A90000300000004000000FFFF0000B800000000000000")]
    public void What_is_no_image_is_none(string hex) => Assert.Null(ImageHeader.Read(Convert.FromHexString(hex)));

    [Fact]
    public void No_bytes_whatever_upset_it() => Check.QuickThrowOnFailure(Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes =>
    {
        _ = ImageHeader.Read(bytes);
        _ = ImageHeader.Read([0xFF, 0xD8, 0xFF, .. bytes]);
        _ = ImageHeader.Read([.. "RIFF0000WEBP"u8, .. bytes]);
        return true;
    }));

    [Theory]
    [InlineData(0L, 9L, "bytes 0-9/100")]
    [InlineData(90L, null, "bytes 90-99/100")]
    [InlineData(null, 5L, "bytes 95-99/100")]
    [InlineData(null, 500L, "bytes 0-99/100")]
    [InlineData(50L, 5000L, "bytes 50-99/100")]
    [InlineData(100L, null, null)]
    [InlineData(null, 0L, null)]
    public void A_range_means_these_bytes(long? from, long? to, string? expected) =>
        Assert.Equal(expected, MediaDownload.Resolve(new RangeItemHeaderValue(from, to), 100)?.ToString());
}
