namespace Platform.ObjectStore.Hosting;

/// <summary>Tells from an exception what is wrong with the disk. .NET gives errno on Unix, an HRESULT on Windows.</summary>
internal static class DiskErrors
{
    private const int NoSpace = 28;
    private const int ReadOnly = 30;
    private const int QuotaLinux = 122;
    private const int QuotaMac = 69;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsWriteProtected = unchecked((int)0x80070013);

    public static bool IsFull(IOException exception) => OperatingSystem.IsWindows()
        ? exception.HResult is WindowsDiskFull or WindowsHandleDiskFull
        : exception.HResult is NoSpace || exception.HResult == (OperatingSystem.IsMacOS() ? QuotaMac : QuotaLinux);

    public static bool IsReadOnly(Exception exception) => exception switch
    {
        UnauthorizedAccessException => true,
        IOException io => io.HResult == (OperatingSystem.IsWindows() ? WindowsWriteProtected : ReadOnly),
        _ => false,
    };
}
