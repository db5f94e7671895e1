using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace AfterSalesMesh.Local;

/// <summary>Keeps the data folder from the other users of this machine: it holds bank accounts and customers' mail.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute;
    private const uint NothingForOthers = 0b000_111_111;

    // A folder may hold more than ours.
    private static readonly string[] OurFiles = [".lock", "*.db", "*.db-*", "*.db.*"];

    /// <summary>From now on for new files and folders, and at once for the data folder and what is in it.</summary>
    public static void Protect(DataFolder folder)
    {
        // On Windows a folder in the user's profile is private already.
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        _ = SetUmask(NothingForOthers);
        File.SetUnixFileMode(folder.Path, FolderMode);
        foreach (var file in OurFiles.SelectMany(x => Directory.EnumerateFiles(folder.Path, x)))
        {
            File.SetUnixFileMode(file, FileMode);
        }
        if (Directory.Exists(folder.MailFolder))
        {
            ProtectAll(folder.MailFolder);
        }
    }

    [UnsupportedOSPlatform("windows")]
    private static void ProtectAll(string folder)
    {
        File.SetUnixFileMode(folder, FolderMode);
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            File.SetUnixFileMode(file, FileMode);
        }
        foreach (var inner in Directory.EnumerateDirectories(folder))
        {
            ProtectAll(inner);
        }
    }

    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint SetUmask(uint mask);
}
