using Platform.Hosting.Backchannel;

namespace Platform.Hosting.Tests.Backchannel;

public class XxHash3Tests
{
    [Theory]
    // One length of each kind and its borders; values by xxhsum -H3 of the bytes (131 i + 7) mod 251.
    [InlineData(0, 0x2d06800538d394c2)]
    [InlineData(1, 0x4c5cca45d0f4811f)]
    [InlineData(3, 0xd079cb72d5dc8fe3)]
    [InlineData(4, 0x142fa07b01613ee8)]
    [InlineData(8, 0x9f1975fc585fd927)]
    [InlineData(9, 0x6bf0116fadb4b711)]
    [InlineData(16, 0x945d7a2e39182d35)]
    [InlineData(17, 0xd1539aca118a0247)]
    [InlineData(32, 0xe693bfc80e1097ba)]
    [InlineData(33, 0xa9bad88fefead863)]
    [InlineData(64, 0xbb80e57b72b853f5)]
    [InlineData(65, 0x6e8bfcc8e0825a34)]
    [InlineData(96, 0xf8670cd3f4926336)]
    [InlineData(97, 0xddf5917c7b3c0b0c)]
    [InlineData(128, 0x2edf21e7a54f582c)]
    [InlineData(129, 0x8bf7e91c7eb2f2d6)]
    [InlineData(150, 0xe37d536e4d0a1d0a)]
    [InlineData(240, 0x0c9860844b0ad495)]
    [InlineData(241, 0x246c5fe4ed1436a3)]
    [InlineData(1023, 0x6ce6170ec6623387)]
    [InlineData(1024, 0x0b662daec235d4ca)]
    [InlineData(1025, 0x13d178f3e2b48e9e)]
    [InlineData(2048, 0x9fe4fe6af7adb92a)]
    [InlineData(5000, 0x07a2c28e3218c663)]
    public void Gives_the_reference_values(int length, ulong expected)
    {
        var data = Enumerable.Range(0, length).Select(i => (byte)(((i * 131) + 7) % 251)).ToArray();

        Assert.Equal(expected, XxHash3.Hash(data));
    }
}
