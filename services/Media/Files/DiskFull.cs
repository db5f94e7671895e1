namespace AfterSalesMesh.Media.Files;

/// <summary>Recognizes the error of a full disk, which has no exception type of its own in .NET.</summary>
internal static class DiskFull
{
    // ENOSPC and EDQUOT of Linux and macOS; ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL of Windows.
    private static readonly int[] Codes = [28, 122, 69, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    public static bool Is(Exception exception) => exception is IOException && Codes.Contains(exception.HResult);
}
